package org.smilestream.job.options;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.util.TimeUtils;
import org.smilestream.learner.DriftSettings;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Memory;
import org.smilestream.learner.WarmStartSettings;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.SamplerSettings;

/** Makes the settings of a learner, whatever else the options of its job say. */
final class LearnerReader {
  private LearnerReader() {}

  static LearnerSettings read(OptionReader options) {
    options.requireAtMost(StreamOptions.SCALER_WARM_UP_ROWS, LearningOptions.WINDOW_ROWS);
    DriftSettings drift = drift(options);
    Memory memory = memory(options);
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
    options.requireAtMost(LearningOptions.BATCH_ROWS, LearningOptions.WINDOW_ROWS);
    requireSamplesInEveryCycle(settings);
    return settings;
  }

  private static Memory memory(OptionReader options) {
    int rows = options.get(LearningOptions.WINDOW_ROWS);
    Memory.Kind kind = EnumNames.constant(Memory.Kind.class, options.get(LearningOptions.MEMORY));
    Optional<Duration> span = options.find(LearningOptions.WINDOW_TIME);
    Optional<Double> halfLifeRows = options.find(LearningOptions.HALF_LIFE_ROWS);
    Optional<Duration> halfLifeTime = options.find(LearningOptions.HALF_LIFE_TIME);
    span.ifPresent(
        set ->
            requireMemory(
                Memory.Kind.WINDOW,
                kind,
                LearningOptions.WINDOW_TIME,
                TimeUtils.formatWithHighestUnit(set)));
    halfLifeRows.ifPresent(
        set -> requireMemory(Memory.Kind.FADING, kind, LearningOptions.HALF_LIFE_ROWS, set));
    halfLifeTime.ifPresent(
        set ->
            requireMemory(
                Memory.Kind.FADING,
                kind,
                LearningOptions.HALF_LIFE_TIME,
                TimeUtils.formatWithHighestUnit(set)));
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

  private static WarmStartSettings warmStart(OptionReader options) {
    return new WarmStartSettings(
        options.get(WarmStartOptions.LEARNING_RATE),
        options.get(WarmStartOptions.WEIGHT_DECAY),
        options.get(WarmStartOptions.BATCH_ROWS),
        options.get(WarmStartOptions.MAX_EPOCHS),
        options.get(WarmStartOptions.PATIENCE),
        options.get(WarmStartOptions.HELD_BACK_SHARE));
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
}
