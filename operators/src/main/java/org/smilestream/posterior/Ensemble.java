package org.smilestream.posterior;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.smilestream.data.PosteriorSample;

/** The newest samples of every chain: what a prediction is a mixture over. */
public final class Ensemble {
  private final int samplesPerChain;
  private final TreeMap<Integer, Deque<PosteriorSample>> chains = new TreeMap<>();

  /** Null until it is asked for, since one sample after another is added in a restore. */
  private List<PosteriorSample> all;

  private PosteriorSample newest;

  /**
   * @param samplesPerChain how many samples are kept of each chain
   */
  public Ensemble(int samplesPerChain) {
    this.samplesPerChain = samplesPerChain;
  }

  /** Adds a sample, in place of the oldest of its chain where that has enough. */
  public void add(PosteriorSample sample) {
    Deque<PosteriorSample> samples =
        chains.computeIfAbsent(sample.chain(), chain -> new ArrayDeque<>());
    if (samples.size() == samplesPerChain) {
      samples.removeFirst();
    }
    samples.addLast(sample);
    newest = sample;
    all = null;
  }

  public boolean isEmpty() {
    return newest == null;
  }

  /** The sample that was added last. */
  public PosteriorSample newest() {
    return newest;
  }

  /** Number of chains that have a sample. */
  public int chains() {
    return chains.size();
  }

  /**
   * All samples, chain by chain, in the order in which they came; the same list until the next one
   * is added. Threads may share an ensemble that does not change any more.
   */
  public List<PosteriorSample> samples() {
    List<PosteriorSample> samples = all;
    if (samples == null) {
      samples = chains.values().stream().flatMap(Collection::stream).toList();
      all = samples;
    }
    return samples;
  }
}
