package org.smilestream.job.bench.analytical;

import java.nio.file.Path;
import java.util.List;
import org.smilestream.sampler.SamplerSettings;
import picocli.CommandLine.Option;

/** The options of the benchmark, as the command line sets them. */
final class AnalyticalOptions {
  @Option(
      names = "--density",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "all",
      description = "gaussian, banana, funnel or all. Default: ${DEFAULT-VALUE}.")
  List<String> densities;

  @Option(
      names = "--dimensions",
      paramLabel = "D",
      split = ",",
      defaultValue = "2,10",
      description = "Numbers of dimensions. Default: ${DEFAULT-VALUE}.")
  List<Integer> dimensions;

  @Option(
      names = "--condition",
      paramLabel = "C",
      split = ",",
      defaultValue = "100",
      description = "Condition numbers of the Gaussian's covariance. Default: ${DEFAULT-VALUE}.")
  List<Double> conditions;

  @Option(
      names = "--noise",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "all",
      description =
          "Structure of the gradient noise: none, isotropic, anisotropic, correlated, varying (in space) or all. Default:"
              + " ${DEFAULT-VALUE}.")
  List<String> noises;

  @Option(
      names = "--distribution",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "gaussian",
      description =
          "Distribution of the noise: gaussian, laplace, student-t (3 degrees of freedom) or all. Default: ${DEFAULT-VALUE}.")
  List<String> distributions;

  @Option(
      names = "--noise-scale",
      paramLabel = "X",
      defaultValue = "10",
      description =
          "Root mean square of the noise, as a multiple of that of the density's gradient. Default: ${DEFAULT-VALUE}.")
  double noiseScale;

  @Option(
      names = "--noise-spread",
      paramLabel = "X",
      defaultValue = "100",
      description =
          "Largest over smallest scale of anisotropic and correlated noise. Default: ${DEFAULT-VALUE}.")
  double noiseSpread;

  @Option(
      names = "--samplers",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "all",
      description =
          "smile-naive, psmile-naive, smile, psmile, sgld, sghmc, cyclical-sgld, mclmc (only without noise) or all. Default: ${DEFAULT-VALUE}.")
  List<String> samplers;

  @Option(
      names = "--step-sizes",
      paramLabel = "X",
      split = ",",
      defaultValue = "0.003,0.01,0.03,0.1,0.3,1",
      description =
          "Step sizes of which samplers without a tuner get the best, in the sampler's unit: with ℓ² = d/E‖∇ log p‖² and"
              + " σ² = E‖noisy gradient‖²/d it is ℓ√d for smile-naive and psmile-naive, ℓ/σ for sgld and cyclical-sgld,"
              + " 1/√σ for sghmc. Default: ${DEFAULT-VALUE}.")
  List<Double> stepSizes;

  @Option(
      names = "--preconditioner-window",
      paramLabel = "N",
      description =
          "Steps over which the preconditioner of psmile and psmile-naive averages. Default: ${DEFAULT-VALUE}.")
  int preconditionerWindow = SamplerSettings.PRECONDITIONER_WINDOW;

  @Option(
      names = "--energy-errors",
      paramLabel = "X",
      split = ",",
      defaultValue = "1e-12,1e-10,1e-8,1e-6,1e-4,1e-2",
      description =
          "Targets of the energy error of which samplers with a tuner get the best. Default: ${DEFAULT-VALUE}.")
  List<Double> energyErrors;

  @Option(
      names = "--gradients",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Gradients of a chain. Default: ${DEFAULT-VALUE}.")
  long gradients;

  @Option(
      names = "--chains",
      paramLabel = "K",
      defaultValue = "4",
      description = "Chains whose draws make one estimate. Default: ${DEFAULT-VALUE}.")
  int chains;

  @Option(
      names = "--repetitions",
      paramLabel = "R",
      defaultValue = "4",
      description = "Estimates over which b² is averaged. Default: ${DEFAULT-VALUE}.")
  int repetitions;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of all random numbers. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Also draw b² against gradients to this file.")
  Path svg;
}
