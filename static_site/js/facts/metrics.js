// What may be said of a metric.
// Made from chalicelib/domain by `make api-documents`: change it there.

/** {what the points of a step become: how it is called}. */
export const AGGREGATIONS = {
  mean: "Mean",
  sum: "Sum",
  min: "Smallest",
  max: "Greatest",
  last: "Last value",
};

/** How many letters a unit may have. */
export const LONGEST_UNIT = 20;

/** How many decimals a value may be shown with. */
export const MOST_DECIMALS = 6;

/** How many there may be, without those of monitors. */
export const MOST_METRICS = 100;

/** How many a page shows. */
export const MOST_SHOWN = 20;
