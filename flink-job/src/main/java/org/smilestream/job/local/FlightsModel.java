package org.smilestream.job.local;

import java.util.Map;

/** The model of the flights of January 2014, as docs/benchmarks.md has its scores. */
public final class FlightsModel {
  /** Options of the job, where they differ from the defaults. */
  public static final Map<String, String> OPTIONS =
      Map.of(
          "model.hidden", "16,16",
          "model.likelihood", "student-t",
          "model.student-dof", "4",
          "model.prior-scale", "0.2",
          "learning.steps-per-row", "4");

  private FlightsModel() {}
}
