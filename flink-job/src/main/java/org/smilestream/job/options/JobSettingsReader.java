package org.smilestream.job.options;

import java.util.List;
import java.util.Optional;
import org.smilestream.connectors.format.PredictionEncoding;
import org.smilestream.connectors.kafka.StartPosition;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;
import org.smilestream.operators.chains.LearningLimits;
import org.smilestream.operators.champion.PromotionSettings;

/** Makes {@link JobSettings} of all options; what is of one subject has a reader of its own. */
final class JobSettingsReader {
  private JobSettingsReader() {}

  static JobSettings read(OptionReader options) {
    options.refuseUnknown(JobOptions.keys(), KafkaOptions.CLIENT_PREFIX);
    JobSettings.Kafka kafka = KafkaReader.read(options);
    JobSettings settings =
        new JobSettings(
            kafka,
            TopicsReader.read(options),
            stream(options),
            labels(options),
            FormatsReader.read(options),
            model(options),
            KeysReader.read(options),
            chains(options),
            LearnerReader.read(options),
            options.find(StartOptions.POSTERIOR),
            options.find(ChallengerOptions.MODEL_NAME),
            ChallengerFiles.read(options.get(ChallengerOptions.CHALLENGERS), options.all()),
            promotion(options),
            EnumNames.constant(PredictionEncoding.class, options.get(PredictionOptions.FORMAT)),
            recalibrationRate(options),
            RuntimeReader.read(options, kafka.client()),
            LiveOptions.of(options.all()));
    requireOneModelEach(settings);
    options.requireAtMost(ChainOptions.GROUPS, ChainOptions.COUNT);
    return settings;
  }

  private static JobSettings.Stream stream(OptionReader options) {
    return new JobSettings.Stream(
        options.get(StreamOptions.SCHEMA_FILE),
        options.get(StreamOptions.MAX_OUT_OF_ORDERNESS),
        options.get(StreamOptions.MAX_AHEAD),
        options.find(StreamOptions.IDLE_TIMEOUT),
        new StartPosition(options.get(StreamOptions.START_FROM)),
        options.find(StreamOptions.HISTORY_TOPIC));
  }

  private static JobSettings.Labels labels(OptionReader options) {
    return new JobSettings.Labels(
        options.find(LabelOptions.TOPIC),
        options.get(LabelOptions.TIME_LIMIT),
        options.get(LabelOptions.MAX_ROWS));
  }

  private static JobSettings.Model model(OptionReader options) {
    return new JobSettings.Model(
        List.copyOf(options.get(ModelOptions.HIDDEN)),
        EnumNames.constant(Activation.class, options.get(ModelOptions.ACTIVATION)),
        options
            .find(ModelOptions.LIKELIHOOD)
            .map(name -> EnumNames.constant(Likelihood.class, name)),
        options.find(ModelOptions.STUDENT_DOF),
        EnumNames.constant(ScaleLink.class, options.get(ModelOptions.SCALE_LINK)),
        new Prior(
            EnumNames.constant(Prior.Family.class, options.get(ModelOptions.PRIOR)),
            options.get(ModelOptions.PRIOR_LOCATION),
            options.get(ModelOptions.PRIOR_SCALE)));
  }

  private static JobSettings.Chains chains(OptionReader options) {
    return new JobSettings.Chains(
        options.get(ChainOptions.COUNT),
        options.get(ChainOptions.GROUPS),
        options.get(ChainOptions.ENGINE),
        options.get(ChainOptions.THREADS),
        LearningLimits.of(
            options.find(LearningOptions.MAX_LAG), options.find(LearningOptions.BUDGET)));
  }

  private static PromotionSettings promotion(OptionReader options) {
    return new PromotionSettings(
        EnumNames.constant(PromotionMode.class, options.get(ChallengerOptions.PROMOTION))
            == PromotionMode.AUTO,
        options.get(ChallengerOptions.ERROR_RATE),
        options.get(ChallengerOptions.WINDOW_ROWS));
  }

  private static Optional<Double> recalibrationRate(OptionReader options) {
    double rate = options.get(PredictionOptions.RECALIBRATION_RATE);
    String mode = options.get(PredictionOptions.RECALIBRATION);
    if (EnumNames.constant(RecalibrationMode.class, mode) == RecalibrationMode.NONE) {
      return Optional.empty();
    }
    if (options.find(KeyOptions.KEY).isPresent()) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be '%s' with '%s': the models of keys are not recalibrated"
              .formatted(PredictionOptions.RECALIBRATION.key(), mode, KeyOptions.KEY.key()));
    }
    return Optional.of(rate);
  }

  private static void requireOneModelEach(JobSettings settings) {
    if (settings.keys().isPresent() && !settings.challengers().isEmpty()) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be set with '%s': models of keys have no challengers"
              .formatted(ChallengerOptions.CHALLENGERS.key(), KeyOptions.KEY.key()));
    }
  }
}
