/** Components whose configuration comes from templates, and which are up at once. */
export function configured(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const variable = name.toUpperCase();
      return [
        [
          `platform/${name}/component.yaml`,
          `description: Is there
profiles: [starter]
env:
  ${variable}_TOKEN: { secret: true }
  ${variable}_SIZE: { type: size, default: 1MB }
  ${variable}_NOTE: { default: none }
runtimes:
  process: { command: [sleep, infinity] }
`,
        ],
        [`infra/configuration/default/${name}.env`, `# Of ${name}.\n${variable}_TOKEN=generate:password\n${variable}_SIZE=2MB\n`],
      ] as const;
    }),
  );
}
