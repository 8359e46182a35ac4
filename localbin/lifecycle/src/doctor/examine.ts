import { allWell, examineComponents } from './examineComponents.js';
import { examineEngine } from './examineEngine.js';
import { examineFiles } from './examineFiles.js';
import { examineLeftovers } from './examineLeftovers.js';
import { examineMachine } from './examineMachine.js';
import { findingGroups, type Finding } from './finding.js';
import type { Symptoms } from './symptoms.js';

/** What is well here and what is not: this machine, the container engine, the workspace and its components, in this order. Pure. */
export function examine(symptoms: Symptoms): Finding[] {
  const ofComponents = examineComponents(symptoms);
  const findings = [
    ...examineMachine(symptoms),
    ...examineEngine(symptoms.engine, symptoms.containersChosen),
    ...examineFiles(symptoms),
    ...examineLeftovers(symptoms),
    ...(ofComponents.length === 0 && symptoms.components.length > 0 ? [allWell(symptoms.components)] : ofComponents),
  ];
  return findingGroups.flatMap((group) => findings.filter((finding) => finding.group === group));
}
