package org.smilestream.job.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.smilestream.data.TunerStatistics;

/**
 * How the chains fared, over their steps: one array for each chain, one entry for each number of
 * steps at which some group reported; NaN where the chain's own group did not.
 */
public record ChainSeries(
    long[] steps,
    int[] chains,
    double[][] stepSizes,
    double[][] energyErrors,
    double[][] normalisedEnergyErrors) {

  /**
   * @param most number of reports of each group to keep
   */
  public static ChainSeries of(List<TunerStatistics> statistics, int most) {
    Map<Integer, List<TunerStatistics>> groups =
        statistics.stream()
            .collect(
                Collectors.groupingBy(TunerStatistics::group, TreeMap::new, Collectors.toList()));
    List<TunerStatistics> kept = new ArrayList<>();
    groups.values().forEach(group -> kept.addAll(Decimation.atMost(most, group)));
    long[] steps = kept.stream().mapToLong(TunerStatistics::steps).sorted().distinct().toArray();
    int[] chains =
        groups.values().stream()
            .map(group -> group.get(0))
            .flatMapToInt(record -> Arrays.stream(record.chains()))
            .sorted()
            .toArray();
    return new ChainSeries(
        steps,
        chains,
        table(kept, steps, chains, TunerStatistics::stepSizes),
        table(kept, steps, chains, TunerStatistics::energyErrorMeans),
        table(kept, steps, chains, TunerStatistics::normalisedEnergyErrors));
  }

  private static double[][] table(
      List<TunerStatistics> kept,
      long[] steps,
      int[] chains,
      Function<TunerStatistics, double[]> column) {
    double[][] table = new double[chains.length][steps.length];
    for (double[] chain : table) {
      Arrays.fill(chain, Double.NaN);
    }
    for (TunerStatistics record : kept) {
      int at = Arrays.binarySearch(steps, record.steps());
      double[] values = column.apply(record);
      for (int i = 0; i < values.length; i++) {
        table[Arrays.binarySearch(chains, record.chains()[i])][at] = values[i];
      }
    }
    return table;
  }
}
