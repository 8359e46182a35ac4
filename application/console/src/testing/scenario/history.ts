import type { HistoryAnswer, HistoryPoint, StatusAnswer } from '../../api.js';
import { mib, minute, scenarioTime, second } from './moment.js';
import { isUp } from './parts.js';

/** The answer of `GET /api/history`: a week with a restart, a gap and a night on which nothing was recorded. */
export function scenarioHistory(minutes: number, names: readonly string[], status: StatusAnswer): HistoryAnswer {
  const step = Math.max(10 * second, (minutes * minute) / 360);
  const from = scenarioTime - minutes * minute;
  const points = (name: string): HistoryPoint[] => {
    const state = status.components.find((component) => component.name === name)?.state ?? 'healthy';
    const [latency, usage] = [status.probes[name] ?? 2, status.usage[name]];
    const made: HistoryPoint[] = [];
    for (let at = from; at <= scenarioTime; at += step) {
      const place = (at - from) / (scenarioTime - from);
      if (place > 0.52 && place < 0.6) continue;
      const now =
        place > 0.97
          ? state
          : place > 0.33 && place < 0.36
            ? 'stopped'
            : place >= 0.36 && place < 0.375
              ? 'starting'
              : isUp(state)
                ? 'healthy'
                : state;
      const wave = 1 + 0.25 * Math.sin(place * 40) + 0.12 * Math.sin(place * 173 + name.length) + (Math.abs(place - 0.8) < 0.012 ? 2.4 : 0);
      const up = isUp(now);
      made.push([
        at,
        now,
        up && now !== 'starting' ? latency * wave : null,
        up ? (usage?.cpuShare ?? 0.01) * wave : null,
        up ? (usage?.memoryBytes ?? 30 * mib) * (0.82 + 0.18 * ((place * 3) % 1)) : null,
      ]);
    }
    return made;
  };
  return {
    from,
    to: scenarioTime,
    sampleEvery: 10 * second,
    bucket: step > 10 * second ? step : null,
    source: 'database',
    components: Object.fromEntries(names.map((name) => [name, points(name)])),
  };
}
