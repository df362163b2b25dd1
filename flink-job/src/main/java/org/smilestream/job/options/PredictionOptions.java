package org.smilestream.job.options;

import org.apache.flink.configuration.ConfigOptions;
import org.smilestream.connectors.format.PredictionEncoding;

/** What stands behind a prediction. */
public final class PredictionOptions {

  public static final JobOption<Integer> SAMPLES_PER_CHAIN =
      JobOption.of(
          ConfigOptions.key("prediction.samples-per-chain")
              .intType()
              .defaultValue(10)
              .withDescription("Newest samples of each chain that a prediction is the mixture of."),
          Allowed.integerFrom(1));

  public static final JobOption<String> FORMAT =
      JobOption.of(
          ConfigOptions.key("prediction.format")
              .stringType()
              .defaultValue("json")
              .withDescription(
                  "How predictions are written: 'json', or 'avro' in Avro's single-object "
                      + "encoding; with 'schema-registry.url' in Avro with the id of the schema, "
                      + "which the job registers when it is submitted."),
          Allowed.nameOf(PredictionEncoding.class));

  public static final JobOption<String> RECALIBRATION =
      JobOption.of(
          ConfigOptions.key("prediction.recalibration")
              .stringType()
              .defaultValue("none")
              .withDescription(
                  "Whether predictions of numbers have a second set of intervals, which follow how "
                      + "often they held. 'adaptive': adaptive conformal inference; the operator "
                      + "'predictions' then runs in one task. Not with 'model.key' and not where "
                      + "labels come late."),
          Allowed.nameOf(RecalibrationMode.class));

  public static final JobOption<Double> RECALIBRATION_RATE =
      JobOption.of(
          ConfigOptions.key("prediction.recalibration-rate")
              .doubleType()
              .defaultValue(0.005)
              .withDescription(
                  "How far one row moves the levels of these intervals: one outside the 90 % "
                      + "interval by 0.9 of it. Larger follows changes sooner, and swings more."),
          Allowed.numberBetween(1e-5, 1));

  private PredictionOptions() {}
}
