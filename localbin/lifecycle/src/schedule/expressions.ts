import { formatTime, twoDigits, weekdays, type ScheduleSpec } from './spec.js';

/** As `OnCalendar=` of a systemd timer has it. */
export function calendarExpression(spec: ScheduleSpec): string {
  switch (spec.kind) {
    case 'hourly':
      return '*-*-* *:00:00';
    case 'daily':
      return `*-*-* ${formatTime(spec.time)}:00`;
    case 'weekly':
      return `${weekdays[spec.weekday] ?? ''} *-*-* ${formatTime(spec.time)}:00`;
    case 'monthly':
      return `*-*-${twoDigits(spec.day)} ${formatTime(spec.time)}:00`;
    default:
      return spec satisfies never;
  }
}

/** The five fields of a line of a crontab. */
export function cronFields(spec: ScheduleSpec): string {
  switch (spec.kind) {
    case 'hourly':
      return '0 * * * *';
    case 'daily':
      return `${spec.time.minute} ${spec.time.hour} * * *`;
    case 'weekly':
      return `${spec.time.minute} ${spec.time.hour} * * ${spec.weekday}`;
    case 'monthly':
      return `${spec.time.minute} ${spec.time.hour} ${spec.day} * *`;
    default:
      return spec satisfies never;
  }
}
