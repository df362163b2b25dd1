package org.smilestream.learner;

import java.util.ArrayList;
import java.util.List;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.sampler.ChainGroup;
import org.smilestream.sampler.ChainState;

/** Takes samples of the posterior from the positions of a group's chains. */
final class SampleCollector {
  private final GroupId id;
  private final LearnerSettings settings;
  private final ProbeOutputs probes;

  /** Number of samples that each chain has given. */
  private long emitted;

  /**
   * @param probes what the network is followed by for convergence diagnostics
   */
  SampleCollector(GroupId id, LearnerSettings settings, ProbeOutputs probes) {
    this.id = id;
    this.settings = settings;
    this.probes = probes;
  }

  long emitted() {
    return emitted;
  }

  void restore(long emitted) {
    this.emitted = emitted;
  }

  /** Number of steps, at least 1, after which the next position of each chain may be a sample. */
  int stepsUntilNext(ChainGroup chains) {
    return settings.thinning() - (int) (chains.numbers(0).step() % settings.thinning());
  }

  /**
   * Whether positions between two warm starts are samples. After a warm start they are from the
   * first step on. Chains that were given their positions, and have not given a sample since, have
   * to tune first: the samples that came with the positions are better.
   */
  boolean isOpen(ChainGroup chains) {
    return emitted > 0 || phase(chains) == Phase.SAMPLING;
  }

  /**
   * A sample of every chain whose position counts as one. A chain that was added to those that
   * sample has to tune first: its positions do not count until it is in their phase.
   *
   * @param row the last one that the chains have learned from
   */
  List<PosteriorSample> collect(ChainGroup chains, EncodedRow row) {
    List<PosteriorSample> samples = new ArrayList<>();
    for (int i = 0; i < chains.size(); i++) {
      if (chains.collects(i) && phase(chains, i) == phase(chains)) {
        samples.add(sample(chains.state(i), i, phase(chains, i), row));
      }
    }
    if (!samples.isEmpty()) {
      emitted++;
    }
    return samples;
  }

  private PosteriorSample sample(ChainState state, int index, Phase phase, EncodedRow row) {
    float[] position = new float[state.dimension()];
    for (int i = 0; i < position.length; i++) {
      position[i] = (float) state.position()[i];
    }
    int slot = (int) (emitted % settings.samplesPerChain());
    return new PosteriorSample(
        id.model(),
        id.members()[index],
        slot,
        state.step(),
        phase,
        row.sequence(),
        row.eventTime(),
        row.scalerVersion(),
        position,
        probes.outputs(state.position()));
  }

  /** Where the oldest chain is in its life, and with it all that began with it. */
  Phase phase(ChainGroup chains) {
    return phase(chains, 0);
  }

  private Phase phase(ChainGroup chains, int index) {
    return chains.numbers(index).age() < settings.sampler().tuningSteps()
        ? Phase.TUNING
        : Phase.SAMPLING;
  }
}
