package org.smilestream.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * Prints for each likelihood how many bytes a thousand evaluations of the vector engine allocate
 * once they are compiled. For a JVM of its own: in one that has evaluated many other networks the
 * compiler may have given up on keeping vectors in registers.
 */
final class GradientAllocation {
  private static final int MOST_ROUNDS = 200;

  private GradientAllocation() {}

  public static void main(String[] arguments) {
    for (Likelihood likelihood : Likelihood.values()) {
      System.out.println(likelihood + " " + allocated(likelihood));
    }
  }

  private static long allocated(Likelihood likelihood) {
    ModelSpec spec = Networks.spec(5, List.of(7), List.of(16, 6), Activation.GELU, likelihood);
    LogDensityEngine engine = new VectorEngine(spec, 40);
    double[] position = Networks.position(spec, 1);
    double[] gradient = new double[position.length];
    Minibatch batch = Networks.batch(spec, 37, 2);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && allocated > 0; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 1000; i++) {
        engine.evaluate(position, batch, gradient);
      }
      allocated = threads.getThreadAllocatedBytes(thread) - before;
    }
    return allocated;
  }
}
