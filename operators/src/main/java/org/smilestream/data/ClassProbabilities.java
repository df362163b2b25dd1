package org.smilestream.data;

/**
 * The predictive distribution of a class. Entropies are in nats.
 *
 * @param probabilities of the classes, in the order of the schema; at least one
 * @param entropy of {@code probabilities}
 * @param aleatoricEntropy mean entropy of the samples: the noise of the data
 * @param mutualInformation {@code entropy − aleatoricEntropy}: the disagreement of the samples
 */
public record ClassProbabilities(
    double[] probabilities, double entropy, double aleatoricEntropy, double mutualInformation) {

  /** Place of the most probable class, the first of several such classes. */
  public int mostProbable() {
    int best = 0;
    for (int k = 1; k < probabilities.length; k++) {
      if (probabilities[k] > probabilities[best]) {
        best = k;
      }
    }
    return best;
  }
}
