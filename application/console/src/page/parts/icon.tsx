/** Signs for buttons, drawn with strokes in a box of 16 by 16. */
const paths = {
  close: 'M4 4l8 8M12 4l-8 8',
  back: 'M10 3 5 8l5 5',
  next: 'M6 3l5 5-5 5',
  down: 'M3.5 6 8 10.5 12.5 6',
  play: 'M5 3.2v9.6L12.6 8z',
  stop: 'M4.2 4.2h7.6v7.6H4.2z',
  restart: 'M12.6 6A5 5 0 1 0 13 8.6M12.8 2.8V6h-3.2',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6M8 1.4v1.2M8 13.4v1.2M1.4 8h1.2M13.4 8h1.2M3.3 3.3l.9.9M11.8 11.8l.9.9M12.7 3.3l-.9.9M4.2 11.8l-.9.9',
  moon: 'M13 9.6A5.4 5.4 0 0 1 6.4 3a5.4 5.4 0 1 0 6.6 6.6z',
  half: 'M8 2.2a5.8 5.8 0 1 0 0 11.6zM8 2.2a5.8 5.8 0 0 1 0 11.6',
  keyboard: 'M1.8 4.2h12.4v7.6H1.8zM4.2 6.6h.01M6.8 6.6h.01M9.4 6.6h.01M11.8 6.6h.01M5 9.4h6',
  graph: 'M2 5.5h4v5H2zM10 2h4v4h-4zM10 10h4v4h-4zM6 8h2m0 0V4h2M8 8v4h2',
  list: 'M5.5 4h8.5M5.5 8h8.5M5.5 12h8.5M2.2 4h.01M2.2 8h.01M2.2 12h.01',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  search: 'M7 2.6a4.4 4.4 0 1 1 0 8.8 4.4 4.4 0 0 1 0-8.8M10.3 10.3l3.3 3.3',
  lock: 'M3.8 7.2h8.4v6.2H3.8zM5.4 7.2V5.4a2.6 2.6 0 0 1 5.2 0v1.8',
  pin: 'M5.6 2.4h4.8M6.4 2.4v4.4L4.4 9.4h7.2L9.6 6.8V2.4M8 9.4v4.2',
  external: 'M6.5 3.2H3.2v9.6h9.6V9.5M9.2 2.6h4.2v4.2M13 3 7.6 8.4',
  pause: 'M5.4 3.4v9.2M10.6 3.4v9.2',
  wrap: 'M2.4 4h11.2M2.4 8h8.8a2.2 2.2 0 0 1 0 4.4H8M9.6 10.6 7.8 12.4l1.8 1.8M2.4 12.4h2.4',
  check: 'M3 8.6 6.4 12 13 4.6',
  warning: 'M8 2 14.6 13.4H1.4zM8 6.4v3M8 11.4v.01',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
