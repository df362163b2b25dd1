package org.smilestream.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.sampler.HostChainGroup;
import org.smilestream.sampler.MinibatchSource;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.SamplerSettings;
import org.smilestream.sampler.StepObserver;

/**
 * Prints how many bytes five hundred steps of a group of chains allocate once they are compiled,
 * probes and votes among them. For a JVM of its own, as {@link GradientAllocation}.
 */
final class StepAllocation {
  private static final int STEPS = 500;
  private static final int MOST_ROUNDS = 60;
  private static final int CHAINS = 3;

  private StepAllocation() {}

  public static void main(String[] arguments) {
    ModelSpec spec =
        Networks.spec(5, List.of(7), List.of(16, 6), Activation.RELU, Likelihood.GAUSSIAN);
    Minibatch batch = Networks.batch(spec, 37, 2);
    double[][] positions = new double[CHAINS][];
    for (int i = 0; i < CHAINS; i++) {
      positions[i] = Networks.position(spec, i);
    }
    SamplerSettings settings =
        new SamplerSettings(
            SamplerSettings.Name.PSMILE,
            Preconditioner.POSTERIOR_PRECISION,
            SamplerSettings.PRECONDITIONER_WINDOW,
            SamplerSettings.TunerName.STATIONARY,
            PublishedTunerSettings.DEFAULT,
            Double.NaN,
            // A target that float resolves: the probes' ℓ is computed anew in double otherwise, by
            // an engine that is made when it is needed first.
            1e-3,
            SamplerSettings.PROBE_INTERVAL,
            0,
            2,
            1);
    HostChainGroup group =
        new HostChainGroup(
            settings.create(spec.dimension(), spec.prior().precision()),
            new VectorEngine(spec, 37),
            batch,
            0,
            positions);
    MinibatchSource same = (chain, step, target) -> {};
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && allocated > 0; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      group.advance(STEPS, same, StepObserver.NONE);
      allocated = threads.getThreadAllocatedBytes(thread) - before;
    }
    System.out.println("steps " + allocated);
  }
}
