package org.smilestream.engine.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.SamplerSettings;

/**
 * The kernels' source in CUDA C++ for one network, sampler and size of minibatch, which are
 * constants in it. It is compiled when the job starts.
 *
 * @param text the source
 * @param batchBytes of one chain's minibatch
 * @param scratchBytes that one chain needs beside its state
 */
record KernelSource(String text, long batchBytes, long scratchBytes) {

  /** The most threads of a block; a power of two. */
  static final int MAX_THREADS = 256;

  static final String STEP = "smile_step";
  static final String SHARE = "smile_share";

  private static final List<String> FILES =
      List.of("block.cuh", "likelihood.cuh", "network.cuh", "step.cu");

  static KernelSource of(ModelSpec spec, SamplerSettings settings, int rows) {
    int[] widths = spec.widths();
    int dimension = spec.dimension();
    int columns = spec.numericInputs() + spec.categorySlots().size();
    int values = Arrays.stream(widths).skip(1).sum();
    long batchBytes = 16 + 16L * rows + wholeDoubles(4L * columns * rows);
    long scratchBytes = 8L * 8 * dimension + wholeDoubles(4L * (dimension + 3L * values * rows));

    StringBuilder text = new StringBuilder();
    names(text, Activation.values());
    names(text, Likelihood.values());
    names(text, ScaleLink.values());
    names(text, Prior.Family.values());
    names(text, Preconditioner.values());
    define(text, "MAX_THREADS", MAX_THREADS);
    define(text, "ROWS", rows);
    define(text, "NUMERIC_COLUMNS", spec.numericInputs());
    define(text, "CATEGORY_COLUMNS", spec.categorySlots().size());
    define(text, "LAYERS", spec.layers());
    define(text, "OUTPUTS", spec.outputs());
    define(text, "MAX_WIDTH", Arrays.stream(widths).skip(1).max().orElseThrow());
    define(text, "VALUES", values);
    define(text, "DIMENSION", dimension);
    define(text, "ACTIVATION", spec.activation());
    define(text, "LIKELIHOOD", spec.likelihood());
    define(text, "SCALE_LINK", spec.scaleLink());
    define(text, "FREE_PARAMETERS", spec.freeParameters());
    if (!Double.isNaN(spec.degreesOfFreedom())) {
      define(text, "DEGREES_OF_FREEDOM", spec.degreesOfFreedom());
    }
    define(text, "PRIOR", spec.prior().family());
    define(text, "PRIOR_LOCATION", "(" + spec.prior().location() + ")");
    define(text, "PRIOR_SCALE", spec.prior().scale());
    define(text, "PRIOR_PRECISION", spec.prior().precision());
    define(text, "PRECONDITIONER", settings.usedPreconditioner());
    define(text, "ALPHA", 1.0 / settings.preconditionerWindow());
    define(text, "PROBE_INTERVAL", settings.probeInterval());
    define(text, "ENERGY_ERROR_TARGET", settings.usedEnergyErrorTarget());
    define(text, "TOLERANCE", settings.energyErrorTolerance(dimension));
    define(text, "BATCH_BYTES", batchBytes);
    define(text, "SCRATCH_BYTES", scratchBytes);
    constants(text, "WIDTHS", widths);
    constants(text, "KERNEL_OFFSETS", spec.kernelOffsets());
    constants(text, "VALUE_OFFSETS", valueOffsets(widths));
    constants(text, "CATEGORY_OFFSETS", spec.categoryOffsets());
    FILES.forEach(file -> text.append('\n').append(resource(file)));
    return new KernelSource(text.toString(), batchBytes, scratchBytes);
  }

  private static long wholeDoubles(long bytes) {
    return (bytes + 7) / 8 * 8;
  }

  /** Where each layer's outputs start among those of all layers. */
  private static int[] valueOffsets(int[] widths) {
    int[] offsets = new int[widths.length - 1];
    for (int layer = 1; layer < offsets.length; layer++) {
      offsets[layer] = offsets[layer - 1] + widths[layer];
    }
    return offsets;
  }

  private static void names(StringBuilder text, Enum<?>[] constants) {
    for (Enum<?> constant : constants) {
      define(text, constant.name(), constant.ordinal());
    }
  }

  private static void define(StringBuilder text, String name, Object value) {
    text.append("#define ").append(name).append(' ').append(value).append('\n');
  }

  private static void constants(StringBuilder text, String name, int[] values) {
    // An array without elements is none in C++.
    int[] some = values.length == 0 ? new int[1] : values;
    text.append("__constant__ int ").append(name).append('[').append(some.length).append("] = {");
    text.append(Arrays.stream(some).mapToObj(Integer::toString).collect(Collectors.joining(", ")));
    text.append("};\n");
  }

  private static String resource(String name) {
    try (InputStream in = KernelSource.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
