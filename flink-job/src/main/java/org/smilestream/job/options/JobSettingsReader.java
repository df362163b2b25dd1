package org.smilestream.job.options;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.util.TimeUtils;
import org.smilestream.connectors.format.PredictionEncoding;
import org.smilestream.connectors.kafka.KafkaSinks;
import org.smilestream.connectors.kafka.StartPosition;
import org.smilestream.learner.DriftSettings;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Memory;
import org.smilestream.learner.WarmStartSettings;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;
import org.smilestream.operators.LearningLimits;
import org.smilestream.operators.PromotionSettings;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.SamplerSettings;

/** Makes {@link JobSettings} and checks what concerns more than one option. */
final class JobSettingsReader {

  /** Properties of the Kafka clients that have an option of their own. */
  private static final Map<String, JobOption<String>> OWN_OPTION =
      Map.of(
          "bootstrap.servers", KafkaOptions.BOOTSTRAP_SERVERS,
          "group.id", KafkaOptions.GROUP_ID);

  /** Flink's default is none: a disk that is full for a while would throw the job back. */
  private static final int MOST_CHECKPOINT_FAILURES = 10;

  private JobSettingsReader() {}

  static JobSettings read(OptionReader options) {
    options.refuseUnknown(JobOptions.keys(), KafkaOptions.CLIENT_PREFIX);
    JobSettings.Kafka kafka = kafka(options);
    JobSettings settings =
        new JobSettings(
            kafka,
            topics(options),
            stream(options),
            labels(options),
            FormatsReader.read(options),
            model(options),
            keys(options),
            chains(options),
            learner(options),
            options.find(StartOptions.POSTERIOR),
            options.find(ChallengerOptions.MODEL_NAME),
            ChallengerFiles.read(options.get(ChallengerOptions.CHALLENGERS), options.all()),
            promotion(options),
            EnumNames.constant(PredictionEncoding.class, options.get(PredictionOptions.FORMAT)),
            recalibrationRate(options),
            runtime(options, kafka),
            LiveOptions.of(options.all()));
    requireOneModelEach(settings);
    requireAtMost(
        ChainOptions.GROUPS,
        settings.chains().groups(),
        ChainOptions.COUNT,
        settings.chains().count());
    return settings;
  }

  /** Samples a whole number of cycles apart could all fall into the exploration. */
  private static void requireSamplesInEveryCycle(LearnerSettings settings) {
    SamplerSettings sampler = settings.sampler();
    if (sampler.name() == SamplerSettings.Name.CYCLICAL_SGLD
        && sampler.cycleSteps() <= settings.thinning()) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be %d because '%s' is %d: it must be larger"
              .formatted(
                  SamplerOptions.CYCLE_STEPS.key(),
                  sampler.cycleSteps(),
                  LearningOptions.THINNING.key(),
                  settings.thinning()));
    }
  }

  /**
   * How many checkpoints in a row may fail before the job goes back to the last good one. The
   * broker aborts a transaction that is open longer than its timeout, with all that is in it, and
   * what was written in it before a checkpoint that fails is committed after the next one that does
   * not. A checkpoint that fails takes the interval or the timeout, whichever is longer.
   */
  private static int tolerableCheckpointFailures(
      Delivery delivery, Duration interval, Duration timeout, Map<String, String> client) {
    if (delivery != Delivery.EXACTLY_ONCE) {
      return MOST_CHECKPOINT_FAILURES;
    }
    long transaction = transactionTimeout(client.get("transaction.timeout.ms"));
    long checkpoints = (transaction - 1) / interval.plus(timeout).toMillis();
    if (checkpoints < 2) {
      throw new InvalidConfigurationException(
          "options '%s' and '%s' cannot be '%s' and '%s' with exactly-once delivery: twice their sum must be below the transactions' timeout of %s"
              .formatted(
                  RuntimeOptions.CHECKPOINT_INTERVAL.key(),
                  RuntimeOptions.CHECKPOINT_TIMEOUT.key(),
                  text(interval),
                  text(timeout),
                  text(Duration.ofMillis(transaction))));
    }
    return (int) Math.min(MOST_CHECKPOINT_FAILURES, checkpoints - 1);
  }

  private static long transactionTimeout(String millis) {
    try {
      return millis == null ? KafkaSinks.TRANSACTION_TIMEOUT_MILLIS : Long.parseLong(millis);
    } catch (NumberFormatException e) {
      throw new InvalidConfigurationException(
          "option '%stransaction.timeout.ms' cannot be '%s': it takes a number of milliseconds"
              .formatted(KafkaOptions.CLIENT_PREFIX, millis));
    }
  }

  private static void requireAtMost(
      JobOption<Integer> smaller, int value, JobOption<Integer> larger, int limit) {
    if (value > limit) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be %d because '%s' is %d: it must not be larger"
              .formatted(smaller.key(), value, larger.key(), limit));
    }
  }

  private static JobSettings.Kafka kafka(OptionReader options) {
    Map<String, String> client = options.withPrefix(KafkaOptions.CLIENT_PREFIX);
    OWN_OPTION.forEach(
        (property, option) -> {
          if (client.containsKey(property)) {
            throw new InvalidConfigurationException(
                "option '%s%s' cannot be set: use '%s' in its place"
                    .formatted(KafkaOptions.CLIENT_PREFIX, property, option.key()));
          }
        });
    return new JobSettings.Kafka(
        options.get(KafkaOptions.BOOTSTRAP_SERVERS),
        options.get(KafkaOptions.GROUP_ID),
        Map.copyOf(client));
  }

  private static JobSettings.Topics topics(OptionReader options) {
    requireDistinct(
        options,
        List.of(
            TopicOptions.OBSERVATIONS,
            TopicOptions.REQUESTS,
            TopicOptions.PREDICTIONS,
            TopicOptions.TUNER,
            TopicOptions.POSTERIOR,
            TopicOptions.DEAD_LETTERS,
            TopicOptions.CONTROL,
            StreamOptions.HISTORY_TOPIC,
            LabelOptions.TOPIC));
    return new JobSettings.Topics(
        options.get(TopicOptions.OBSERVATIONS),
        options.get(TopicOptions.REQUESTS),
        options.get(TopicOptions.PREDICTIONS),
        options.get(TopicOptions.TUNER),
        options.get(TopicOptions.POSTERIOR),
        options.get(TopicOptions.DEAD_LETTERS),
        options.find(TopicOptions.CONTROL),
        options.get(TopicOptions.PARTITIONS));
  }

  private static void requireDistinct(OptionReader options, List<JobOption<String>> topics) {
    Map<String, JobOption<String>> taken = new HashMap<>();
    for (JobOption<String> topic : topics) {
      Optional<String> name = options.find(topic);
      JobOption<String> other = name.map(each -> taken.put(each, topic)).orElse(null);
      if (other != null) {
        throw new InvalidConfigurationException(
            "options '%s' and '%s' cannot both be '%s': each topic needs a name of its own"
                .formatted(other.key(), topic.key(), name.get()));
      }
    }
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

  private static Optional<JobSettings.Keys> keys(OptionReader options) {
    Optional<String> key = options.find(KeyOptions.KEY);
    Optional<Duration> idle = options.find(KeyOptions.IDLE);
    if (key.isEmpty()) {
      if (idle.isPresent()) {
        throw new InvalidConfigurationException(
            "option '%s' cannot be '%s' without '%s': it belongs to models of keys"
                .formatted(
                    KeyOptions.IDLE.key(),
                    TimeUtils.formatWithHighestUnit(idle.get()),
                    KeyOptions.KEY.key()));
      }
      return Optional.empty();
    }
    if (EnumNames.constant(Memory.Kind.class, options.get(LearningOptions.MEMORY))
        == Memory.Kind.ALL) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be 'all' with '%s': the models of keys keep their newest rows"
              .formatted(LearningOptions.MEMORY.key(), KeyOptions.KEY.key()));
    }
    options
        .find(LearningOptions.BUDGET)
        .ifPresent(
            budget -> {
              throw new InvalidConfigurationException(
                  "option '%s' cannot be '%s' with '%s': it is a budget of one model"
                      .formatted(LearningOptions.BUDGET.key(), text(budget), KeyOptions.KEY.key()));
            });
    options
        .find(StartOptions.POSTERIOR)
        .ifPresent(
            file -> {
              throw new InvalidConfigurationException(
                  "option '%s' cannot be '%s' with '%s': a posterior of one model does not start those of many keys"
                      .formatted(StartOptions.POSTERIOR.key(), file, KeyOptions.KEY.key()));
            });
    return Optional.of(
        new JobSettings.Keys(
            key.get(),
            idle,
            options.get(KeyOptions.MAX_KEYS),
            options.get(KeyOptions.MEMORY).getBytes()));
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

  private static JobSettings.Chains chains(OptionReader options) {
    return new JobSettings.Chains(
        options.get(ChainOptions.COUNT),
        options.get(ChainOptions.GROUPS),
        options.get(ChainOptions.ENGINE),
        options.get(ChainOptions.THREADS),
        LearningLimits.of(
            options.find(LearningOptions.MAX_LAG), options.find(LearningOptions.BUDGET)));
  }

  /** Whatever else the options say. */
  static LearnerSettings learner(OptionReader options) {
    int windowRows = options.get(LearningOptions.WINDOW_ROWS);
    requireAtMost(
        StreamOptions.SCALER_WARM_UP_ROWS,
        options.get(StreamOptions.SCALER_WARM_UP_ROWS),
        LearningOptions.WINDOW_ROWS,
        windowRows);
    DriftSettings drift = drift(options);
    Memory memory = memory(options, windowRows);
    if (memory.kind() == Memory.Kind.ALL && drift.reacts()) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be '%s' with '%s' 'all': a posterior that stands for all rows forgets none"
              .formatted(
                  DriftOptions.REACTION.key(),
                  options.get(DriftOptions.REACTION),
                  LearningOptions.MEMORY.key()));
    }
    LearnerSettings settings =
        new LearnerSettings(
            options.get(StreamOptions.SCALER_WARM_UP_ROWS),
            memory,
            options.get(LearningOptions.ROWS_PER_ROUND),
            options.get(LearningOptions.STEPS_PER_ROW),
            options.get(LearningOptions.BATCH_ROWS),
            options.get(LearningOptions.THINNING),
            options.get(PredictionOptions.SAMPLES_PER_CHAIN),
            warmStart(options),
            drift,
            sampler(options));
    requireAtMost(
        LearningOptions.BATCH_ROWS,
        settings.batchRows(),
        LearningOptions.WINDOW_ROWS,
        settings.memory().rows());
    requireSamplesInEveryCycle(settings);
    return settings;
  }

  private static Memory memory(OptionReader options, int rows) {
    Memory.Kind kind = EnumNames.constant(Memory.Kind.class, options.get(LearningOptions.MEMORY));
    Optional<Duration> span = options.find(LearningOptions.WINDOW_TIME);
    Optional<Double> halfLifeRows = options.find(LearningOptions.HALF_LIFE_ROWS);
    Optional<Duration> halfLifeTime = options.find(LearningOptions.HALF_LIFE_TIME);
    span.ifPresent(
        set -> requireMemory(Memory.Kind.WINDOW, kind, LearningOptions.WINDOW_TIME, text(set)));
    halfLifeRows.ifPresent(
        set -> requireMemory(Memory.Kind.FADING, kind, LearningOptions.HALF_LIFE_ROWS, set));
    halfLifeTime.ifPresent(
        set -> requireMemory(Memory.Kind.FADING, kind, LearningOptions.HALF_LIFE_TIME, text(set)));
    if (kind == Memory.Kind.FADING && halfLifeRows.isPresent() == halfLifeTime.isPresent()) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be 'fading' with %s of '%s' and '%s': it needs one of them"
              .formatted(
                  LearningOptions.MEMORY.key(),
                  halfLifeRows.isPresent() ? "both" : "none",
                  LearningOptions.HALF_LIFE_ROWS.key(),
                  LearningOptions.HALF_LIFE_TIME.key()));
    }
    return switch (kind) {
      case WINDOW ->
          span.map(time -> Memory.window(rows, time)).orElseGet(() -> Memory.window(rows));
      case FADING ->
          halfLifeRows
              .map(number -> Memory.fading(rows, number))
              .orElseGet(() -> Memory.fading(rows, halfLifeTime.orElseThrow()));
      case ALL -> Memory.all(rows);
    };
  }

  private static void requireMemory(
      Memory.Kind needed, Memory.Kind is, JobOption<?> option, Object value) {
    if (is != needed) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be '%s' with '%s' '%s': it belongs to '%s'"
              .formatted(
                  option.key(),
                  value,
                  LearningOptions.MEMORY.key(),
                  EnumNames.name(is),
                  EnumNames.name(needed)));
    }
  }

  private static String text(Duration duration) {
    return TimeUtils.formatWithHighestUnit(duration);
  }

  private static DriftSettings drift(OptionReader options) {
    DriftReaction reaction =
        EnumNames.constant(DriftReaction.class, options.get(DriftOptions.REACTION));
    return reaction == DriftReaction.NONE
        ? DriftSettings.OFF
        : new DriftSettings(options.get(DriftOptions.THRESHOLD), reaction == DriftReaction.FORGET);
  }

  private static SamplerSettings sampler(OptionReader options) {
    return new SamplerSettings(
        EnumNames.constant(SamplerSettings.Name.class, options.get(SamplerOptions.NAME)),
        EnumNames.constant(Preconditioner.class, options.get(SamplerOptions.PRECONDITIONER)),
        options.get(SamplerOptions.PRECONDITIONER_WINDOW),
        EnumNames.constant(SamplerSettings.TunerName.class, options.get(SamplerOptions.TUNER)),
        PublishedTunerSettings.DEFAULT,
        options.find(SamplerOptions.INITIAL_STEP_SIZE).orElse(Double.NaN),
        options.find(SamplerOptions.ENERGY_ERROR_TARGET).orElse(Double.NaN),
        options.get(SamplerOptions.PROBE_INTERVAL),
        options.get(LearningOptions.TUNING_STEPS),
        options.get(SamplerOptions.CYCLE_STEPS),
        options.get(ChainOptions.SEED));
  }

  private static WarmStartSettings warmStart(OptionReader options) {
    return new WarmStartSettings(
        options.get(WarmStartOptions.LEARNING_RATE),
        options.get(WarmStartOptions.WEIGHT_DECAY),
        options.get(WarmStartOptions.BATCH_ROWS),
        options.get(WarmStartOptions.MAX_EPOCHS),
        options.get(WarmStartOptions.PATIENCE),
        options.get(WarmStartOptions.HELD_BACK_SHARE));
  }

  private static JobSettings.Runtime runtime(OptionReader options, JobSettings.Kafka kafka) {
    Delivery delivery = EnumNames.constant(Delivery.class, options.get(RuntimeOptions.DELIVERY));
    Duration interval = options.get(RuntimeOptions.CHECKPOINT_INTERVAL);
    Duration timeout = options.get(RuntimeOptions.CHECKPOINT_TIMEOUT);
    return new JobSettings.Runtime(
        delivery,
        interval,
        timeout,
        tolerableCheckpointFailures(delivery, interval, timeout, kafka.client()),
        options.find(RuntimeOptions.CHECKPOINT_DIRECTORY),
        options.get(RuntimeOptions.STATE_BACKEND),
        options.find(RuntimeOptions.PARALLELISM),
        options.get(ChallengerOptions.DROP_REMOVED));
  }
}
