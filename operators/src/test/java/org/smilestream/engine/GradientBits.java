package org.smilestream.engine;

import java.util.ArrayList;
import java.util.List;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/** Prints the bits of ℓ and of gradients of the vector engine, one network a line. */
final class GradientBits {

  private GradientBits() {}

  public static void main(String[] arguments) {
    lines(1).forEach(System.out::println);
  }

  /** What the last of {@code repetitions} evaluations gives, in hexadecimal. */
  static List<String> lines(int repetitions) {
    List<String> lines = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (Likelihood likelihood : Likelihood.values()) {
        ModelSpec spec = Networks.spec(5, List.of(3, 6), List.of(9, 4), activation, likelihood);
        lines.add(activation + " " + likelihood + " " + bits(spec, repetitions));
      }
    }
    return lines;
  }

  private static String bits(ModelSpec spec, int repetitions) {
    LogDensityEngine engine = new VectorEngine(spec, 21);
    double[] position = Networks.position(spec, 1);
    double[] gradient = new double[position.length];
    Minibatch batch = Networks.batch(spec, 21, 2);
    double value = 0;
    for (int i = 0; i < repetitions; i++) {
      value = engine.evaluate(position, batch, gradient);
    }
    StringBuilder bits = new StringBuilder(hex(value));
    for (double entry : gradient) {
      bits.append(' ').append(hex(entry));
    }
    return bits.toString();
  }

  private static String hex(double value) {
    return Long.toHexString(Double.doubleToLongBits(value));
  }
}
