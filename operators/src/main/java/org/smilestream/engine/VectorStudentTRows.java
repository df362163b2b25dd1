package org.smilestream.engine;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;

/** {@link StudentTRows} of several rows at once. Lanes are stored and added in a fixed order. */
final class VectorStudentTRows extends StudentTRows {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = DOUBLES.length();

  private static final double LEAST_LOG = Math.log(Likelihood.MIN_SIGMA);
  private static final double LARGEST_LOG = Math.log(Likelihood.MAX_SIGMA);

  private final double[] lossLanes = new double[LANES];
  private final double[] tailLanes = new double[LANES];
  private final double[] weightLanes = new double[LANES];

  /** The last rows where they are no whole vector; what is beyond them has the weight 0. */
  private final double[] restMean = new double[LANES];

  private final double[] restLogSigma = new double[LANES];
  private final double[] restTargets = new double[LANES];
  private final double[] restWeights = new double[LANES];

  @Override
  void evaluate(double[] mean, double[] logSigma, Minibatch batch, double nu) {
    Arrays.fill(lossLanes, 0);
    Arrays.fill(tailLanes, 0);
    Arrays.fill(weightLanes, 0);
    double n = batch.likelihoodWeight();
    int whole = DOUBLES.loopBound(batch.rows());
    add(mean, logSigma, batch.targets(), batch.weights(), whole, nu, n);
    int rest = batch.rows() - whole;
    if (rest > 0) {
      System.arraycopy(mean, whole, restMean, 0, rest);
      System.arraycopy(logSigma, whole, restLogSigma, 0, rest);
      System.arraycopy(batch.targets(), whole, restTargets, 0, rest);
      System.arraycopy(batch.weights(), whole, restWeights, 0, rest);
      Arrays.fill(restWeights, rest, LANES, 0);
      Arrays.fill(restMean, rest, LANES, 0);
      Arrays.fill(restLogSigma, rest, LANES, 0);
      add(restMean, restLogSigma, restTargets, restWeights, LANES, nu, n);
      System.arraycopy(restMean, 0, mean, whole, rest);
      System.arraycopy(restLogSigma, 0, logSigma, whole, rest);
    }
    losses = sum(lossLanes);
    tails = sum(tailLanes);
    weights = sum(weightLanes);
  }

  /**
   * @param rows a multiple of the number of lanes
   */
  private void add(
      double[] mean,
      double[] logSigma,
      double[] targets,
      double[] weights,
      int rows,
      double nu,
      double n) {
    DoubleVector losses = DoubleVector.fromArray(DOUBLES, lossLanes, 0);
    DoubleVector tails = DoubleVector.fromArray(DOUBLES, tailLanes, 0);
    DoubleVector total = DoubleVector.fromArray(DOUBLES, weightLanes, 0);
    DoubleVector zero = DoubleVector.zero(DOUBLES);
    for (int row = 0; row < rows; row += LANES) {
      DoubleVector given = DoubleVector.fromArray(DOUBLES, logSigma, row);
      DoubleVector logOfSigma = given.max(LEAST_LOG).min(LARGEST_LOG);
      VectorMask<Double> clipped =
          given
              .compare(VectorOperators.LE, LEAST_LOG)
              .or(given.compare(VectorOperators.GE, LARGEST_LOG));
      DoubleVector inverseSigma = VectorMath.exp(logOfSigma.neg());
      DoubleVector z =
          DoubleVector.fromArray(DOUBLES, targets, row)
              .sub(DoubleVector.fromArray(DOUBLES, mean, row))
              .mul(inverseSigma);
      DoubleVector square = z.mul(z);
      DoubleVector log = VectorMath.log(square.div(nu).add(1));
      DoubleVector pull = DoubleVector.broadcast(DOUBLES, nu + 1).div(square.add(nu));
      DoubleVector pulledSquare = pull.mul(square);
      DoubleVector weight = DoubleVector.fromArray(DOUBLES, weights, row);
      losses = losses.add(weight.mul(log.mul(0.5 * (nu + 1)).add(logOfSigma)));
      tails = tails.add(weight.mul(pulledSquare.div(nu).sub(log)));
      total = total.add(weight);
      DoubleVector scale = weight.mul(n);
      scale.mul(pull).mul(z).mul(inverseSigma).intoArray(mean, row);
      scale.mul(pulledSquare.sub(1)).blend(zero, clipped).intoArray(logSigma, row);
    }
    losses.intoArray(lossLanes, 0);
    tails.intoArray(tailLanes, 0);
    total.intoArray(weightLanes, 0);
  }

  private static double sum(double[] lanes) {
    double sum = 0;
    for (double lane : lanes) {
      sum += lane;
    }
    return sum;
  }
}
