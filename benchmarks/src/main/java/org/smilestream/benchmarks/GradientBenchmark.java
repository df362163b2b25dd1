package org.smilestream.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.smilestream.engine.Engines;
import org.smilestream.job.bench.engines.BenchNetwork;
import org.smilestream.job.bench.engines.EngineTrial;
import org.smilestream.sampler.Preconditioner;

/** One gradient of one chain. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class GradientBenchmark {
  @Param({"vector", "scalar"})
  private String engine;

  @Param private BenchNetwork network;

  @Param({"1", "64", "256", "1024"})
  private int batch;

  private EngineTrial trial;

  @Setup
  public void start() {
    trial =
        new EngineTrial(
            Engines.find(engine), network.spec(), batch, 1, 1, Preconditioner.POSTERIOR_PRECISION);
  }

  @Benchmark
  public double gradient() {
    return trial.gradient();
  }

  @TearDown
  public void close() {
    trial.close();
  }
}
