package org.smilestream.job.options;

import org.apache.flink.configuration.ConfigOptions;
import org.smilestream.sampler.SamplerSettings;

/** How one chain moves. */
public final class SamplerOptions {

  public static final JobOption<String> NAME =
      JobOption.of(
          ConfigOptions.key("sampler.name")
              .stringType()
              .defaultValue("psmile")
              .withDescription(
                  "The sampler: 'p' stands for the preconditioner, '-naive' for a fixed step "
                      + "size without a guard; 'mclmc' takes the whole window in every step; 'sgld', "
                      + "'sghmc' and 'cyclical-sgld' are baselines."),
          Allowed.nameOf(SamplerSettings.Name.class));

  public static final JobOption<String> PRECONDITIONER =
      JobOption.of(
          ConfigOptions.key("sampler.preconditioner")
              .stringType()
              .defaultValue("posterior-precision")
              .withDescription(
                  "Scale of each coordinate for the samplers with a preconditioner: the variance of "
                      + "the gradient with the prior's precision beside it, the variance alone as in "
                      + "the paper, or the second moment as in the authors' program."),
          Allowed.oneOf("posterior-precision", "noise-variance", "second-moment"));

  public static final JobOption<Integer> PRECONDITIONER_WINDOW =
      JobOption.of(
          ConfigOptions.key("sampler.preconditioner-window")
              .intType()
              .defaultValue(SamplerSettings.PRECONDITIONER_WINDOW)
              .withDescription(
                  "Steps over which the preconditioner averages: fewer follow the gradients sooner, "
                      + "more leave the posterior less disturbed."),
          Allowed.integerFrom(1));

  public static final JobOption<String> TUNER =
      JobOption.of(
          ConfigOptions.key("sampler.tuner")
              .stringType()
              .defaultValue("stationary")
              .withDescription(
                  "Rule for the step size: one with a set point, for streams that do not end, "
                      + "or that of the paper, whose step sizes shrink for ever."),
          Allowed.nameOf(SamplerSettings.TunerName.class));

  public static final JobOption<Double> INITIAL_STEP_SIZE =
      JobOption.of(
          ConfigOptions.key("sampler.initial-step-size")
              .doubleType()
              .noDefaultValue()
              .withDescription(
                  "Step size to begin with; it stays for the samplers without a tuner. Without it "
                      + "2e-6 for 'sgld', 5e-3 for 'sghmc', 4e-6 for 'cyclical-sgld' and 1e-3 for "
                      + "the others."),
          Allowed.numberBetween(1e-12, 10));

  public static final JobOption<Double> ENERGY_ERROR_TARGET =
      JobOption.of(
          ConfigOptions.key("sampler.energy-error-target")
              .doubleType()
              .noDefaultValue()
              .withDescription(
                  "Squared energy error per parameter that the stationary tuner steers to; "
                      + "larger means faster and less exact. Without it 1e-7, and 5e-4 for 'mclmc'."),
          Allowed.positiveNumber());

  public static final JobOption<Integer> PROBE_INTERVAL =
      JobOption.of(
          ConfigOptions.key("sampler.probe-interval")
              .intType()
              .defaultValue(SamplerSettings.PROBE_INTERVAL)
              .withDescription(
                  "Steps from one measurement of the energy error to the next, for the "
                      + "stationary tuner."),
          Allowed.integerFrom(1));

  public static final JobOption<Integer> CYCLE_STEPS =
      JobOption.of(
          ConfigOptions.key("sampler.cycle-steps")
              .intType()
              .defaultValue(2000)
              .withDescription(
                  "Steps of a cycle of 'cyclical-sgld'; during the first quarter of each it "
                      + "explores and gives no samples."),
          Allowed.integerFrom(2));

  private SamplerOptions() {}
}
