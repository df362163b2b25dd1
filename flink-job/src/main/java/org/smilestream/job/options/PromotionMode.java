package org.smilestream.job.options;

/** What follows when a challenger is found to be better. */
public enum PromotionMode {
  AUTO,
  NONE
}
