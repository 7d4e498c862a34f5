// Which of the first steps were done here that nothing else tells of; remembered on this device.
import { change } from "../store.js";

const key = (organizationId) => `allclear.steps.${organizationId}`;

export function doneSteps(organizationId) {
  try {
    return JSON.parse(localStorage.getItem(key(organizationId))) ?? {};
  } catch {
    return {};
  }
}

export function didStep(organizationId, step) {
  try {
    localStorage.setItem(key(organizationId), JSON.stringify({ ...doneSteps(organizationId), [step]: true }));
  } catch {
    return; // a device that keeps nothing shows the step again
  }
  change({});
}
