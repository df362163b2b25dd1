package org.smilestream.data;

/** Where in its life a chain is, and with it the posterior behind a prediction. */
public enum Phase {
  /** No chain has started: there are fewer rows than the scaler needs. */
  WARMING_UP,
  /** Chains run from their warm start; step sizes and preconditioners still settle. */
  TUNING,
  /** Positions are samples of the posterior. */
  SAMPLING
}
