package org.smilestream.job.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.DoubleStream;
import org.smilestream.sampler.ChainState;
import org.smilestream.sampler.GammaQuantile;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.StepInfo;

/**
 * Compares a step of a chain with every value that a trajectory lists for it. Flags count as 0 and
 * 1; null and any number that is not finite count as the same.
 *
 * @param gradient g, not divided by the scale, that the step ended with
 */
record StepComparison(
    PublishedTunerSettings tuner,
    ChainState before,
    ChainState after,
    StepInfo info,
    double[] gradient) {

  void compare(JsonNode listed, LargestError errors) {
    if (listed.required("t").asLong() != after.step()) {
      throw new IllegalArgumentException(
          "step %s is listed where step %d is due".formatted(listed.get("t"), after.step()));
    }
    if (listed.size() == 1) {
      throw new IllegalArgumentException("step %d lists nothing".formatted(after.step()));
    }
    for (var field : listed.properties()) {
      if (!field.getKey().equals("t")) {
        String what = "%s of step %d".formatted(field.getKey(), after.step());
        errors.compare(what, numbers(what, field.getValue()), made(field.getKey()));
      }
    }
  }

  private double[] made(String field) {
    return switch (field) {
      case "logDensity" -> new double[] {info.logDensity()};
      case "energyError" -> new double[] {info.energyError()};
      case "rejected" -> new double[] {info.rejected() ? 1 : 0};
      case "thresholds" -> thresholds();
      case "stepSize" -> new double[] {after.stepSize()};
      case "energyErrorMean" -> new double[] {after.tunerLocation()};
      case "energyErrorSpread" -> new double[] {after.tunerSpread()};
      case "position" -> after.position();
      case "velocity" -> after.velocity();
      case "gradient" -> gradient;
      case "scale" -> after.deviations();
      default -> throw new IllegalArgumentException("unknown field '" + field + "' of a step");
    };
  }

  /** Q(q/3), Q(1 − 2q/3) and Q(r), by the moments that the step was judged with. */
  private double[] thresholds() {
    double q = tuner.adaptationMass();
    return DoubleStream.of(q / 3, 1 - 2 * q / 3, tuner.resetProbability())
        .map(p -> GammaQuantile.at(p).of(before.tunerLocation(), before.tunerSpread()))
        .map(threshold -> Double.isFinite(threshold) ? threshold : Double.NaN)
        .toArray();
  }

  private static double[] numbers(String what, JsonNode value) {
    if (!value.isArray()) {
      return new double[] {number(what, value)};
    }
    double[] numbers = new double[value.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(what, value.get(i));
    }
    return numbers;
  }

  private static double number(String what, JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER -> value.doubleValue();
      case BOOLEAN -> value.booleanValue() ? 1 : 0;
      case NULL -> Double.NaN;
      default -> throw new IllegalArgumentException(what + " is not a number: " + value);
    };
  }
}
