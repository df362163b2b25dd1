package org.smilestream.job.bench.uci;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.smilestream.sampler.ChainState;
import org.smilestream.sampler.HostChainGroup;

/** What became of the chains while sampling; see {@link UciResult} for the numbers. */
record ChainFates(
    List<Double> stepSizes,
    List<Double> stepSizeRange,
    List<Double> rejectedShares,
    long reseeded) {

  /** That of chains that did not move. */
  static final ChainFates NONE = new ChainFates(List.of(), List.of(), List.of(), 0);

  /**
   * @param rejectionsBefore of each chain, before sampling
   * @param steps of each chain while sampling
   */
  static ChainFates of(
      HostChainGroup chains, ChainRecorder[] recorders, long[] rejectionsBefore, long steps) {
    List<ChainState> states = IntStream.range(0, chains.size()).mapToObj(chains::state).toList();
    return new ChainFates(
        states.stream().map(ChainState::ownStepSize).toList(),
        List.of(
            Arrays.stream(recorders)
                .mapToDouble(ChainRecorder::smallestStepSize)
                .min()
                .orElseThrow(),
            Arrays.stream(recorders)
                .mapToDouble(ChainRecorder::largestStepSize)
                .max()
                .orElseThrow()),
        IntStream.range(0, states.size())
            .mapToObj(i -> (double) (states.get(i).rejections() - rejectionsBefore[i]) / steps)
            .toList(),
        states.stream().mapToLong(ChainState::reseeds).sum());
  }
}
