import { fail, ok, problem, unreachable, type Diagnostic, type Result } from '@dust-workspace/component';
import type { CheckedOut, CheckoutPlace, CheckoutState, Prepared } from './checkout.js';
import type { Source } from './fetchCommit.js';
import { aborted, noGit } from './gitProblem.js';
import { holdStore } from './holdStore.js';
import { findCommit, makeTree } from './makeTree.js';
import { finishTree, moveTree } from './moveTree.js';
import { observeCheckout } from './observeCheckout.js';
import { updateSubmodules } from './submodules.js';
import { parseWanted, shortId, wantedName, wishOf, type Wanted } from './wantedCommit.js';
import { belongingOf, linkBack, readRecord } from './worktree.js';

/**
 * Brings the wanted commit to its folder. What is there and as wanted is not touched, and no server is asked; neither is what a user changed, committed or
 * checked out there. Safe to run again, also after any interruption, and beside another command.
 */
export async function prepareCheckout(place: CheckoutPlace): Promise<Result<Prepared>> {
  const wanted = parseWanted(place.commit);
  if (place.own) return prepareOwn(place, await observeCheckout(place));
  if (!wanted.ok) return wanted;
  const state = await observeCheckout(place);
  if (place.signal.aborted) return fail(aborted);
  switch (state.kind) {
    case 'no-git':
      return fail(noGit);
    case 'not-a-checkout':
      return fail(inTheWay(place, state.reason));
    case 'absent':
    case 'unfinished':
      return holdStore(place, (source) => bring(source, wanted.value));
    case 'checked-out':
      return state.due ? holdStore(place, (source) => bring(source, wanted.value)) : ok(asItIs(place, state, wanted.value));
    default:
      return unreachable(state);
  }
}

/** Looks again, now that nobody else changes anything. */
async function bring(source: Source, wanted: Wanted): Promise<Result<Prepared>> {
  const { place } = source;
  const state = await observeCheckout(place);
  const belonging = belongingOf(place);
  if (state.kind === 'not-a-checkout') return fail(inTheWay(place, state.reason));
  if (state.kind === 'checked-out' && belonging.kind === 'ours') return bringOn(source, wanted, state, belonging.admin);
  if (belonging.kind !== 'ours') return make(source, wanted);
  const record = await readRecord(belonging.admin);
  const isStillWanted = record?.wish === wishOf(source.address.shown, wanted);
  const finished =
    record === undefined ? ok() : await finishTree(source, belonging.admin, record, isStillWanted ? 'needed' : 'as far as possible');
  if (!finished.ok) return finished;
  const after = await observeCheckout(place);
  if (after.kind !== 'checked-out') return fail(inTheWay(place, 'it changed meanwhile'));
  if (after.due) return bringOn(source, wanted, after, belonging.admin);
  const left = asItIs(place, after, wanted);
  return ok(left.action === 'left' ? left : { ...left, action: 'completed', summary: `finished what was interrupted: ${left.summary}` });
}

async function make(source: Source, wanted: Wanted): Promise<Result<Prepared>> {
  const made = await makeTree(source, wanted);
  if (!made.ok) return made;
  const { commit, warnings } = made.value;
  return ok({ action: 'made', commit, summary: `made ${source.place.folder} at ${describe(wanted, commit)}`, warnings });
}

/** What is due of a work tree that is there. */
async function bringOn(source: Source, wanted: Wanted, state: CheckedOut, admin: string): Promise<Result<Prepared>> {
  const { place, address } = source;
  await linkBack(admin, place.folder);
  const { commit: from, missing } = state;
  const record = await readRecord(admin);
  const wish = wishOf(address.shown, wanted);
  const moves = !state.wanted && record?.wish !== wish && record?.commit === from && state.changes === 0 && state.branch === undefined;
  if (moves) {
    const found = await findCommit(source, wanted);
    if (!found.ok) return found;
    const { commit: to, warnings } = found.value;
    const moved = await moveTree(source, { admin, from, to, wish });
    if (!moved.ok) return moved;
    return ok({ action: 'moved', commit: to, summary: `moved ${place.folder} from ${shortId(from)} to ${describe(wanted, to)}`, warnings });
  }
  if (missing.length === 0) return ok(asItIs(place, state, wanted));
  const submodules = await updateSubmodules(source);
  if (!submodules.ok) return submodules;
  const left = asItIs(place, state, wanted);
  return ok({ ...left, action: 'completed', summary: `fetched the submodules ${missing.join(', ')}` });
}

/** Nothing is done. Where that is not what is wanted, it is said why. */
function asItIs({ folder }: CheckoutPlace, state: CheckedOut, wanted: Wanted): Prepared {
  const { commit, branch, changes, ahead } = state;
  const at = branch === undefined ? shortId(commit) : `${branch} (${shortId(commit)})`;
  if (state.wanted) return { action: 'unchanged', commit, summary: `${folder} is at ${describe(wanted, commit)}`, warnings: [] };
  const reason =
    changes > 0
      ? 'has local changes'
      : ahead > 0
        ? 'has commits of its own'
        : branch === undefined
          ? 'was moved there by hand'
          : `is on the branch ${branch}`;
  const warning: Diagnostic = {
    severity: 'warning',
    code: 'checkout-left',
    message: `${folder} ${reason} and stays at ${at}; wanted is ${wantedName(wanted)}`,
    remedy: `To go there, once nothing stands in the way: git -C ${folder} checkout --detach ${wantedName(wanted)}`,
  };
  return { action: 'left', commit, summary: `${folder} stays at ${at}`, warnings: [warning] };
}

function prepareOwn({ folder }: CheckoutPlace, state: CheckoutState): Result<Prepared> {
  switch (state.kind) {
    case 'absent':
      return fail(
        problem(
          'no-checkout',
          `there is no checkout of your own in ${folder}`,
          'Clone it there, correct the path, or leave it out to have one made.',
        ),
      );
    case 'checked-out':
      return ok({
        action: 'unchanged',
        commit: state.commit,
        summary: `${folder} is your own checkout, at ${shortId(state.commit)}`,
        warnings: [],
      });
    case 'no-git':
      return ok({ action: 'unchanged', summary: `${folder} is your own`, warnings: [{ ...noGit, severity: 'warning' }] });
    case 'not-a-checkout':
    case 'unfinished': {
      const reason = state.kind === 'unfinished' ? state.detail : state.reason;
      const warning: Diagnostic = { severity: 'warning', code: 'not-a-checkout', message: `${folder} is no git checkout: ${reason}` };
      return ok({ action: 'unchanged', summary: `${folder} is your own`, warnings: [warning] });
    }
    default:
      return unreachable(state);
  }
}

/** Whatever lies there is not ours to remove. */
function inTheWay({ folder }: CheckoutPlace, reason: string): Diagnostic {
  return problem(
    'not-a-checkout',
    `the checkout cannot be made in ${folder}: ${reason}`,
    `Move ${folder} away, and run the same command again.`,
  );
}

function describe(wanted: Wanted, commit: string): string {
  return wanted.kind === 'commit' ? shortId(commit) : `${wanted.name} (${shortId(commit)})`;
}
