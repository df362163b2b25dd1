package org.smilestream.job.bench.uci;

import java.nio.file.Path;
import java.util.List;
import org.smilestream.sampler.SamplerSettings;
import picocli.CommandLine.Option;

/** The options of {@code bench uci}, as the command line sets them. */
final class UciOptions {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder of the sets: DIR/airfoil/airfoil.data and so on; columns separated by spaces, the target last.")
  Path data;

  @Option(
      names = "--splits",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder of the splits: DIR/airfoil-1.json and so on, with lists 'train', 'valid' and 'test' of row numbers.")
  Path splits;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "all",
      description =
          "airfoil, energy, bikesharing, several of them, or all. Default: ${DEFAULT-VALUE}.")
  List<String> tasks;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,3",
      description = "Seeds of the splits. Default: ${DEFAULT-VALUE}.")
  List<Long> seeds;

  @Option(
      names = "--chain-seed",
      paramLabel = "S",
      split = ",",
      defaultValue = "1",
      description =
          "Seed of the chains; several make a run for each split and seed. Default: ${DEFAULT-VALUE}.")
  List<Long> chainSeeds;

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      defaultValue = "psmile",
      description =
          "smile-naive, smile, psmile-naive, psmile, mclmc (on all rows), sgld, sghmc, cyclical-sgld,"
              + " or deep-ensemble (the warm starts alone). Default: ${DEFAULT-VALUE}.")
  String sampler;

  @Option(
      names = "--tuner",
      paramLabel = "NAME",
      defaultValue = "stationary",
      description =
          "Of smile and psmile: stationary, or published as in the paper. Default: ${DEFAULT-VALUE}.")
  String tuner;

  @Option(
      names = "--preconditioner",
      paramLabel = "NAME",
      defaultValue = "posterior-precision",
      description =
          "Of psmile and psmile-naive: posterior-precision, noise-variance or second-moment. "
              + "Default: ${DEFAULT-VALUE}.")
  String preconditioner;

  @Option(
      names = "--preconditioner-window",
      paramLabel = "N",
      description = "Steps over which the preconditioner averages. Default: ${DEFAULT-VALUE}.")
  int preconditionerWindow = SamplerSettings.PRECONDITIONER_WINDOW;

  @Option(
      names = "--step-size",
      paramLabel = "E",
      description = "Step size to begin with. Default: the sampler's own.")
  double stepSize = Double.NaN;

  @Option(
      names = "--energy-error-target",
      paramLabel = "X",
      description =
          "Squared energy error per parameter that the stationary tuner steers to. Default: the sampler's own.")
  double energyErrorTarget = Double.NaN;

  @Option(
      names = "--chains",
      paramLabel = "K",
      defaultValue = "10",
      description = "Number of chains. Default: ${DEFAULT-VALUE}.")
  int chains;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Steps of a chain before its positions count. Default: ${DEFAULT-VALUE}.")
  int warmup;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Steps of a chain after these. Default: ${DEFAULT-VALUE}.")
  int samples;

  @Option(
      names = "--thinning",
      paramLabel = "N",
      defaultValue = "10",
      description = "Steps from one sample of a chain to the next. Default: ${DEFAULT-VALUE}.")
  int thinning;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "256",
      description = "Rows of a minibatch. Default: ${DEFAULT-VALUE}.")
  int batch;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "What computes the gradients: auto, scalar, vector or nd4j. Default: ${DEFAULT-VALUE}.")
  String engine;
}
