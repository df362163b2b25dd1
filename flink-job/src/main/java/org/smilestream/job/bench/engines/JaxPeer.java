package org.smilestream.job.bench.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The same sampler as a program for JAX, which runs beside this one and prints a JSON object with
 * {@code chainStepsPerSecond}, the time of compilation left out. It takes {@code --data}, {@code
 * --task}, {@code --warmup}, {@code --samples}, {@code --batch} and {@code --chains}.
 *
 * @param data folder with {@code airfoil/airfoil.data} and {@code splits}
 */
record JaxPeer(Path python, Path program, Path data) {
  private static final String TASK = "airfoil";
  private static final int WARM_UP = 5000;
  private static final int SAMPLES = 1000;

  /** Steps of all chains in a second, on one core. */
  double chainStepsPerSecond(int batch, int chains) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(pinning());
    command.addAll(
        List.of(
            python.toString(),
            program.toString(),
            "--data",
            data.toString(),
            "--task",
            TASK,
            "--warmup",
            Integer.toString(WARM_UP),
            "--samples",
            Integer.toString(SAMPLES),
            "--batch",
            Integer.toString(batch),
            "--chains",
            Integer.toString(chains)));
    Path errors = Files.createTempFile("smilestream-jax", ".log");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().put("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false");
      builder.environment().put("OMP_NUM_THREADS", "1");
      Process process = builder.start();
      String output;
      try {
        output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
          throw new IOException(
              "%s ended with exit code %d: %s"
                  .formatted(program, process.exitValue(), lastLine(Files.readString(errors))));
        }
      } finally {
        process.destroy();
      }
      JsonNode steps = new JsonMapper().readTree(lastLine(output)).path("chainStepsPerSecond");
      if (!steps.isNumber()) {
        throw new IOException(program + " printed no 'chainStepsPerSecond': " + lastLine(output));
      }
      return steps.asDouble();
    } finally {
      Files.delete(errors);
    }
  }

  /** Nothing else holds JAX's threads to one core. */
  private static List<String> pinning() {
    boolean hasTaskset =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
    return hasTaskset ? List.of("taskset", "-c", "0") : List.of();
  }

  private static String lastLine(String text) {
    String[] lines = text.strip().split("\n");
    return lines[lines.length - 1];
  }
}
