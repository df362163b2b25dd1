package org.smilestream.job.options;

import org.apache.flink.configuration.ConfigOptions;

/** What the chains do when rows are predicted worse and worse. */
public final class DriftOptions {

  public static final JobOption<String> REACTION =
      JobOption.of(
          ConfigOptions.key("drift.reaction")
              .stringType()
              .defaultValue("report")
              .withDescription(
                  "What follows an alarm. 'report': nothing but the alarm. 'forget', for streams that "
                      + "change for good: each chain makes a warm start on two thirds of the rows "
                      + "since the change; if they then predict the other third better, surely and "
                      + "by 0.2 nats a row, the rows before the change leave the window. 'none': "
                      + "there are no alarms."),
          Allowed.nameOf(DriftReaction.class));

  public static final JobOption<Double> THRESHOLD =
      JobOption.of(
          ConfigOptions.key("drift.threshold")
              .doubleType()
              .defaultValue(50.0)
              .withDescription(
                  "How far the sum of the Page-Hinkley test rises before it is an alarm, in standard "
                      + "deviations of a row's log density: lower is sooner, and wrong more often."),
          Allowed.positiveNumber());

  private DriftOptions() {}
}
