package org.smilestream.job.options;

/** How often a prediction arrives when something fails. */
public enum Delivery {
  /** In Kafka transactions, visible at a checkpoint. */
  EXACTLY_ONCE,
  /** Visible at once, perhaps twice. */
  AT_LEAST_ONCE
}
