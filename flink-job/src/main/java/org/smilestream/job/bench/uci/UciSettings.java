package org.smilestream.job.bench.uci;

import java.util.List;
import java.util.Optional;
import org.smilestream.engine.EngineProvider;
import org.smilestream.learner.WarmStartSettings;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.sampler.SamplerSettings;

/**
 * How every set and split is run.
 *
 * @param sampler empty: the deep ensemble alone, that is the positions of the warm starts
 * @param chains number of chains
 * @param warmupSteps steps of a chain before its positions count
 * @param samplingSteps steps of a chain after these
 * @param thinning steps from one sample of a chain to the next
 * @param batchRows b
 * @param threads that the chains are spread over; they change no result
 * @param seed of the chains, apart from that of the split
 */
record UciSettings(
    Optional<SamplerSettings> sampler,
    int chains,
    int warmupSteps,
    int samplingSteps,
    int thinning,
    int batchRows,
    int threads,
    long seed,
    EngineProvider engine) {

  /** Learning rate 0.01, weight decay 0.005, batch 64, 200 epochs, patience 10: as in the paper. */
  static final WarmStartSettings WARM_START = WarmStartSettings.DEFAULT;

  /** The network of the paper's regression benchmark: 16-16-16-1, ReLU, one σ for all rows. */
  static ModelSpec model(int features) {
    return new ModelSpec(
        features,
        List.of(),
        List.of(16, 16, 16),
        1,
        Activation.RELU,
        Likelihood.GAUSSIAN,
        Prior.STANDARD_NORMAL);
  }

  /** Steps of a chain up to its last sample: none follow that one. */
  int movedSamplingSteps() {
    return samplingSteps - samplingSteps % thinning;
  }

  /** Steps of all chains in one run. */
  long chainSteps() {
    return sampler.isEmpty() ? 0 : chains * ((long) warmupSteps + movedSamplingSteps());
  }

  /** Rows of a minibatch for so many training rows. */
  int batchRows(int trainingRows) {
    boolean full = sampler.isPresent() && sampler.get().fullBatch();
    return full ? trainingRows : Math.min(trainingRows, batchRows);
  }
}
