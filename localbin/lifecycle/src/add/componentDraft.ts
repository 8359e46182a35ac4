import type { Condition, Kind } from '@dust-workspace/component';

/** The hooks that can be written from one line of shell. */
export const draftedHooks = ['init', 'backup', 'restore', 'verify'] as const;
export type DraftedHook = (typeof draftedHooks)[number];

export const hookLanguages = ['sh', 'ts'] as const;
export type HookLanguage = (typeof hookLanguages)[number];

/** What somebody asks for when a component is added, in the words of the command line. */
export interface ComponentRequest extends Readonly<Partial<Record<DraftedHook, string>>> {
  /** `platform/kafka`, `application/shop`, or a name alone, which is one of the platform. */
  readonly place: string;
  readonly image?: string | undefined;
  /** The folder in which the image keeps its data. */
  readonly data?: string | undefined;
  /** A line of shell: what runs as a process. */
  readonly command?: string | undefined;
  /** `9092`, `UI=8080` or `KAFKA_UI_PORT=8080`. */
  readonly ports?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly profiles?: readonly string[] | undefined;
  /** `timescale`, `timescale:initialised`. */
  readonly needs?: readonly string[] | undefined;
  readonly language?: string | undefined;
  /** Takes also ports that other components have. */
  readonly samePort?: boolean | undefined;
}

/** A component that is to be, with nothing wrong in it. */
export interface ComponentDraft {
  readonly kind: Kind;
  readonly name: string;
  readonly description: string;
  readonly image?: string;
  readonly data?: string;
  readonly command?: string;
  readonly ports: readonly DraftedPort[];
  readonly profiles: readonly string[];
  readonly needs: readonly { readonly name: string; readonly condition: Condition }[];
  readonly hooks: Readonly<Partial<Record<DraftedHook, string>>>;
  readonly language: HookLanguage;
}

export interface DraftedPort {
  /** `KAFKA_PORT`. */
  readonly name: string;
  readonly number: number;
}
