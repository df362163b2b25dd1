package org.smilestream.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.smilestream.data.TargetTransform;

/**
 * A Bayesian dense network: what ℓ(θ; B) is. Immutable.
 *
 * <p>The inputs are the numeric columns, followed by one block of slots for each categorical
 * column, of which a row sets exactly one (one-hot in effect: a category travels as the index of
 * its slot and picks one row of the first kernel).
 *
 * <p><b>Order of the position θ.</b> For each dense layer its kernel, row-major [in][out], then its
 * bias [out]; behind the last layer the likelihood's free parameter where it has one (log σ of
 * {@link Likelihood#GAUSSIAN}, η of {@link Likelihood#STUDENT_T} with a ν that is learned).
 *
 * @param numericInputs number of numeric columns
 * @param categorySlots number of slots of each categorical column
 * @param hidden widths of the hidden layers; empty for a (generalised) linear model
 * @param outputs width of the last layer: 1, 2 or the number of classes, as the likelihood asks
 * @param degreesOfFreedom the ν of {@link Likelihood#STUDENT_T}, above 2; NaN where it is learned,
 *     and for every other likelihood
 * @param targetTransform what the target of the likelihood is, before it is standardised
 * @param scaleLink how a scale follows from the network's output; {@link ScaleLink#EXP} where the
 *     likelihood has no such output
 */
public record ModelSpec(
    int numericInputs,
    List<Integer> categorySlots,
    List<Integer> hidden,
    int outputs,
    Activation activation,
    Likelihood likelihood,
    Prior prior,
    double degreesOfFreedom,
    TargetTransform targetTransform,
    ScaleLink scaleLink)
    implements Serializable {

  /**
   * A network for a target that is standardised and nothing more, with {@link ScaleLink#EXP}; the ν
   * of {@link Likelihood#STUDENT_T} is learned.
   */
  public ModelSpec(
      int numericInputs,
      List<Integer> categorySlots,
      List<Integer> hidden,
      int outputs,
      Activation activation,
      Likelihood likelihood,
      Prior prior) {
    this(
        numericInputs,
        categorySlots,
        hidden,
        outputs,
        activation,
        likelihood,
        prior,
        Double.NaN,
        TargetTransform.STANDARD,
        ScaleLink.EXP);
  }

  public ModelSpec {
    categorySlots = List.copyOf(categorySlots);
    hidden = List.copyOf(hidden);
    requireAtLeast("numeric inputs", numericInputs, 0);
    categorySlots.forEach(slots -> requireAtLeast("slots of a categorical column", slots, 1));
    hidden.forEach(width -> requireAtLeast("width of a hidden layer", width, 1));
    if (numericInputs + categorySlots.size() == 0) {
      throw new IllegalArgumentException("a network needs at least one input");
    }
    int needed = likelihood.outputs(Math.max(2, outputs));
    if (outputs != needed) {
      throw new IllegalArgumentException(
          likelihood + " needs " + needed + " outputs, not " + outputs);
    }
    requireDegreesOfFreedom(likelihood, degreesOfFreedom);
    if (targetTransform.isLog() && !likelihood.isNormal()) {
      throw new IllegalArgumentException(
          "a target of which the logarithm is learned needs a normal likelihood, not "
              + likelihood);
    }
    if (scaleLink != ScaleLink.EXP && !likelihood.hasScaleOutput()) {
      throw new IllegalArgumentException(
          likelihood + " has no output for a scale, which could have the link " + scaleLink);
    }
    long parameters = parameters(numericInputs, categorySlots, hidden, outputs);
    if (parameters >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException("the network has " + parameters + " parameters");
    }
  }

  /** The same network with a given ν, or with one that is learned (NaN). */
  public ModelSpec withDegreesOfFreedom(double degreesOfFreedom) {
    return with(degreesOfFreedom, scaleLink);
  }

  /** The same network with another link of its scale. */
  public ModelSpec withScaleLink(ScaleLink scaleLink) {
    return with(degreesOfFreedom, scaleLink);
  }

  private ModelSpec with(double degreesOfFreedom, ScaleLink scaleLink) {
    return new ModelSpec(
        numericInputs,
        categorySlots,
        hidden,
        outputs,
        activation,
        likelihood,
        prior,
        degreesOfFreedom,
        targetTransform,
        scaleLink);
  }

  private static void requireDegreesOfFreedom(Likelihood likelihood, double given) {
    if (Double.isNaN(given)) {
      return;
    }
    if (likelihood != Likelihood.STUDENT_T) {
      throw new IllegalArgumentException(likelihood + " has no degrees of freedom: " + given);
    }
    if (!(given > Likelihood.LEAST_DEGREES_OF_FREEDOM) || Double.isInfinite(given)) {
      throw new IllegalArgumentException(
          "degrees of freedom must be above "
              + Likelihood.LEAST_DEGREES_OF_FREEDOM
              + " and finite: "
              + given);
    }
  }

  private static long parameters(
      int numericInputs, List<Integer> categorySlots, List<Integer> hidden, int outputs) {
    long width = numericInputs + categorySlots.stream().mapToLong(Integer::longValue).sum();
    long parameters = 0;
    for (int next : hidden) {
      parameters += (width + 1) * next;
      width = next;
    }
    return parameters + (width + 1) * outputs;
  }

  private static void requireAtLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ": " + value);
    }
  }

  /** Number of inputs with every slot of the categorical columns counted. */
  public int inputs() {
    return numericInputs + categorySlots.stream().mapToInt(Integer::intValue).sum();
  }

  /** Widths from the inputs to the outputs; one more than there are dense layers. */
  public int[] widths() {
    List<Integer> widths = new ArrayList<>();
    widths.add(inputs());
    widths.addAll(hidden);
    widths.add(outputs);
    return widths.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Number of dense layers. */
  public int layers() {
    return hidden.size() + 1;
  }

  /**
   * Where each layer's kernel starts in the position; its bias follows the kernel. Length {@link
   * #layers()}.
   */
  public int[] kernelOffsets() {
    int[] widths = widths();
    int[] offsets = new int[layers()];
    for (int layer = 1; layer < offsets.length; layer++) {
      offsets[layer] = offsets[layer - 1] + (widths[layer - 1] + 1) * widths[layer];
    }
    return offsets;
  }

  /** For each categorical column, the first input index (row of the first kernel) of its slots. */
  public int[] categoryOffsets() {
    int[] offsets = new int[categorySlots.size()];
    int next = numericInputs;
    for (int column = 0; column < offsets.length; column++) {
      offsets[column] = next;
      next += categorySlots.get(column);
    }
    return offsets;
  }

  /** Number of parameters behind the network's own, at the end of the position: 0 or 1. */
  public int freeParameters() {
    return switch (likelihood) {
      case GAUSSIAN -> 1;
      case STUDENT_T -> Double.isNaN(degreesOfFreedom) ? 1 : 0;
      default -> 0;
    };
  }

  /**
   * The ν of {@link Likelihood#STUDENT_T}.
   *
   * @param last the last entry of the position; not read where ν is given
   */
  public double degreesOfFreedom(double last) {
    return Double.isNaN(degreesOfFreedom) ? Likelihood.degreesOfFreedom(last) : degreesOfFreedom;
  }

  /** Length d of the position. */
  public int dimension() {
    int[] widths = widths();
    int dimension = freeParameters();
    for (int layer = 0; layer < layers(); layer++) {
      dimension += (widths[layer] + 1) * widths[layer + 1];
    }
    return dimension;
  }
}
