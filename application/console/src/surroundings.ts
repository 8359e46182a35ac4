/** By these the processes of a component are recognised, and what the console starts is not the console. */
const own = ['DSW_WORKSPACE', 'DSW_ENVIRONMENT', 'DSW_COMPONENT', 'DSW_VOLUME', 'DSW_RUN', 'DSW_EXEC'];

/**
 * What the engine gets of the console's environment: what the console was started with, without what is the console's own. Its variables would
 * otherwise count as set by a shell, and its secrets would be in the environment of everything that a run starts.
 */
export function surroundings(processEnv: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(processEnv).filter(([name]) => !own.includes(name) && !name.startsWith('CONSOLE_')));
}
