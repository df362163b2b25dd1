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
                      + "encoding."),
          Allowed.nameOf(PredictionEncoding.class));

  private PredictionOptions() {}
}
