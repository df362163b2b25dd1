package org.smilestream.sql;

import java.io.Serializable;
import org.smilestream.data.Posterior;
import org.smilestream.data.PosteriorSample;

/**
 * Which samples of a posterior are used.
 *
 * @param chains chains 0 … chains − 1; null for all
 * @param samplesPerChain the newest of each
 */
record EnsembleSize(Integer chains, int samplesPerChain) implements Serializable {

  /** Whether a sample is of a chain that is used. */
  boolean takes(PosteriorSample sample) {
    return chains == null || sample.chain() < chains;
  }

  Posterior of(Posterior posterior) {
    int last = posterior.samples().stream().mapToInt(PosteriorSample::chain).max().orElseThrow();
    return posterior.newest(
        chains == null ? last + 1 : Math.min(chains, last + 1), samplesPerChain);
  }
}
