package org.smilestream.job.bench.analytical;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * One sampler on one problem: a row of the table. A function of the settings alone.
 *
 * <p>The value of the sampler's setting is the best of a grid by b² at the end, on chains that
 * serve no other purpose; the repetitions then are made with it.
 */
record Cell(Problem problem, Contender contender) {
  /** A single estimate is too noisy to choose by. */
  private static final int SEARCH_REPETITIONS = 2;

  /**
   * @param progress see {@link Trial#run}
   */
  CellResult run(BenchSettings settings, LongConsumer progress) {
    Density density = problem.density(settings.seed());
    GradientNoise noise = problem.noise(density, settings);
    List<Double> grid = settings.grid(contender.setting());
    long[] end = {settings.gradients()};
    List<Candidate> candidates = new ArrayList<>();
    // With one value there is nothing to choose.
    for (double value : grid.size() > 1 ? grid : List.<Double>of()) {
      List<Trial> trials = new ArrayList<>();
      for (int i = 0; i < SEARCH_REPETITIONS; i++) {
        int repetition = settings.repetitions() + i;
        trials.add(trial(value, density, noise, settings, repetition, end, progress));
      }
      candidates.add(Candidate.of(value, trials));
    }
    double best =
        candidates.stream()
            .min(Comparator.comparingDouble(Candidate::error))
            .map(Candidate::value)
            .orElse(grid.get(0));

    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < settings.repetitions(); i++) {
      trials.add(trial(best, density, noise, settings, i, settings.checkpoints(), progress));
    }
    return CellResult.of(this, best, candidates, settings.checkpoints(), trials);
  }

  private Trial trial(
      double value,
      Density density,
      GradientNoise noise,
      BenchSettings settings,
      int repetition,
      long[] checkpoints,
      LongConsumer progress) {
    return Trial.run(
        density,
        noise,
        contender.settings(value, density, noise, settings),
        repetition * settings.chains(),
        settings.chains(),
        checkpoints,
        progress);
  }

  /** Number of gradients of a run, all chains together, about. */
  long gradients(BenchSettings settings) {
    int grid = settings.grid(contender.setting()).size();
    int runs = settings.repetitions() + (grid > 1 ? grid * SEARCH_REPETITIONS : 0);
    return runs * settings.chains() * settings.gradients();
  }

  /**
   * A value that was tried.
   *
   * @param stepSize ε at the end, mean over the repetitions
   * @param error b² at the end, mean over the repetitions; NaN sorts last
   */
  record Candidate(double value, double stepSize, double error) {
    private static Candidate of(double value, List<Trial> trials) {
      return new Candidate(
          value,
          trials.stream().mapToDouble(Trial::stepSize).average().orElseThrow(),
          trials.stream().mapToDouble(trial -> trial.errors()[0]).average().orElseThrow());
    }
  }
}
