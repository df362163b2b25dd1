package org.smilestream.job.options;

/** How the intervals of predictions are recalibrated. */
public enum RecalibrationMode {
  NONE,
  ADAPTIVE
}
