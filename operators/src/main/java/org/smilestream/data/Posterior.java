package org.smilestream.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What predictions are made with, at one point of a stream.
 *
 * @param scaler frozen: the positions of the samples are in its units
 * @param dictionary the categories that have a slot
 * @param samples at least one, in any order
 */
public record Posterior(
    Scaler scaler, List<DictionaryEntry> dictionary, List<PosteriorSample> samples)
    implements Serializable {

  private static final Comparator<PosteriorSample> BY_AGE =
      Comparator.comparingLong(PosteriorSample::lastSequence)
          .thenComparingInt(PosteriorSample::chain)
          .thenComparingLong(PosteriorSample::step);

  public Posterior {
    dictionary = List.copyOf(dictionary);
    samples = samples.stream().sorted(BY_AGE).toList();
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("a posterior needs at least one sample");
    }
  }

  /** The samples that a job of {@code chains} chains predicts with, the newest of each. */
  public Posterior newest(int chains, int samplesPerChain) {
    List<PosteriorSample> kept = new ArrayList<>();
    int[] counts = new int[chains];
    for (int i = samples.size() - 1; i >= 0; i--) {
      int chain = samples.get(i).chain();
      if (chain < chains && counts[chain]++ < samplesPerChain) {
        kept.add(samples.get(i));
      }
    }
    return new Posterior(scaler, dictionary, kept);
  }

  /**
   * Where each of {@code chains} chains starts: at its own newest sample; one that has none at the
   * newest of a neighbour, of each in turn.
   */
  public float[][] startingPositions(int chains) {
    TreeMap<Integer, float[]> newest = new TreeMap<>();
    samples.forEach(sample -> newest.put(sample.chain(), sample.position()));
    List<float[]> neighbours = List.copyOf(newest.values());
    float[][] positions = new float[chains][];
    for (int chain = 0; chain < chains; chain++) {
      positions[chain] = newest.getOrDefault(chain, neighbours.get(chain % neighbours.size()));
    }
    return positions;
  }

  /** Updates that bring all of it, the samples in the order of their age. */
  public List<KnowledgeUpdate> updates() {
    List<KnowledgeUpdate> updates = new ArrayList<>();
    updates.add(KnowledgeUpdate.of(0, 0, scaler));
    dictionary.forEach(entry -> updates.add(KnowledgeUpdate.of(0, 0, entry)));
    samples.forEach(sample -> updates.add(KnowledgeUpdate.of(sample)));
    return updates;
  }
}
