package org.smilestream.posterior;

import org.smilestream.data.ClassProbabilities;

/**
 * A mixture of categorical distributions with equal weights: the posterior predictive distribution
 * of a class, one component a posterior sample. Entropies are in nats.
 */
public final class CategoricalMixture {
  private final double[][] logits;

  /** ln Σ exp(logit) of each sample. */
  private final double[] normalisers;

  private final double[] probabilities;
  private final double entropy;
  private final double aleatoricEntropy;

  /**
   * A mixture of S components.
   *
   * @param logits [sample][class], S ≥ 1; kept, not copied, and must not change any more
   */
  public CategoricalMixture(double[][] logits) {
    if (logits.length == 0) {
      throw new IllegalArgumentException("a mixture needs at least one sample of logits");
    }
    this.logits = logits;
    normalisers = new double[logits.length];
    probabilities = new double[logits[0].length];
    double sampleEntropies = 0;
    for (int sample = 0; sample < logits.length; sample++) {
      normalisers[sample] = logSumExp(logits[sample]);
      for (int k = 0; k < probabilities.length; k++) {
        double logProbability = logits[sample][k] - normalisers[sample];
        double probability = Math.exp(logProbability);
        probabilities[k] += probability / logits.length;
        sampleEntropies -= probability * logProbability;
      }
    }
    aleatoricEntropy = sampleEntropies / logits.length;
    double mixtureEntropy = 0;
    for (double p : probabilities) {
      mixtureEntropy -= p > 0 ? p * Math.log(p) : 0;
    }
    entropy = mixtureEntropy;
  }

  private static double logSumExp(double[] values) {
    LogSumExp sum = new LogSumExp();
    for (double value : values) {
      sum.add(value);
    }
    return sum.value();
  }

  /** The probability of each class; a copy. */
  public double[] probabilities() {
    return probabilities.clone();
  }

  /** The distribution without the samples. */
  public ClassProbabilities summary() {
    return new ClassProbabilities(probabilities(), entropy, aleatoricEntropy, mutualInformation());
  }

  /** ln P(Y = k), by log-sum-exp over the samples: finite for improbable classes too. */
  public double logProbability(int k) {
    LogSumExp sum = new LogSumExp();
    for (int sample = 0; sample < logits.length; sample++) {
      sum.add(logits[sample][k] - normalisers[sample]);
    }
    return sum.value() - Math.log(logits.length);
  }

  /** Entropy of {@link #probabilities()}. */
  public double entropy() {
    return entropy;
  }

  /** Mean entropy of the samples: the noise of the data. */
  public double aleatoricEntropy() {
    return aleatoricEntropy;
  }

  /**
   * Entropy minus aleatoric entropy, the disagreement of the samples; never below 0, as rounding
   * could have it.
   */
  public double mutualInformation() {
    return Math.max(0, entropy - aleatoricEntropy);
  }
}
