package org.smilestream.job.bench.engines;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of {@code bench engines}. */
final class EnginesOptions {

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "80",
      description =
          "Time for all scenarios together, about; JAX comes on top. Default: ${DEFAULT-VALUE}.")
  double seconds;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      split = ",",
      description = "Only these engines. Default: all that start here.")
  List<String> engines = List.of();

  @Option(
      names = "--with-jax",
      paramLabel = "PYTHON",
      description =
          "Also run the same sampler in JAX, with this Python, which has JAX; takes a minute longer.")
  Path python;

  @Option(
      names = "--jax-program",
      paramLabel = "FILE",
      defaultValue = "jax_smile.py",
      description =
          "The program for '--with-jax': prints a JSON object with 'chainStepsPerSecond'. Default: ${DEFAULT-VALUE}.")
  Path program;

  @Option(
      names = "--jax-data",
      paramLabel = "DIR",
      defaultValue = "data",
      description =
          "Its data, with airfoil/airfoil.data and the splits. Default: ${DEFAULT-VALUE}.")
  Path data;
}
