import type { Base } from '../session.js';
import type { SchedulePlace } from './jobs.js';
import type { ScheduleMoment } from './problems.js';
import { readSchedule, type ScheduleRecord } from './records.js';
import { scheduleMoment } from './scheduleMoment.js';

/** A schedule with all that judging it takes. */
export interface KnownSchedule {
  readonly place: SchedulePlace;
  readonly record: ScheduleRecord;
  readonly moment: ScheduleMoment;
}

/** What is known of the schedule of the environment. Synchronous, for `status`. */
export function scheduleOf(base: Pick<Base, 'catalog' | 'selection' | 'now'>): KnownSchedule {
  const place = placeOf(base);
  return { place, record: readSchedule(place), moment: scheduleMoment(base.now()) };
}

export function placeOf({ catalog, selection }: Pick<Base, 'catalog' | 'selection'>): SchedulePlace {
  return { workspace: catalog.root, environment: selection.environment };
}
