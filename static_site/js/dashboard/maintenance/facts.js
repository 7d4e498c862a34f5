// What the page of a maintenance and its form both ask.
export const hasBegun = ({ status }) => Boolean(status) && status !== "scheduled";
export const idsOf = (services) => services.map(({ id }) => id).toSorted();
