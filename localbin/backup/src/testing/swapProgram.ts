import type { SwapOutcome } from '../volumeSwap.js';
import { confirmSwap, recoverSwap, revertSwap, swapIn } from '../volumeSwap.js';

const verbs = { swapIn, confirmSwap, revertSwap, recoverSwap };
const [verb = '', volume = '', killAfter = ''] = process.argv.slice(2);

let steps = 0;
const result = await verbs[verb as keyof typeof verbs](volume, () => {
  steps += 1;
  if (steps === Number(killAfter)) process.kill(process.pid, 'SIGKILL');
});
const outcome: SwapOutcome | undefined = result.ok ? result.value : undefined;
console.log(outcome?.state ?? 'failed');
