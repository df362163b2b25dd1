package org.smilestream.job.golden;

import java.util.Optional;

/**
 * What came of one golden file.
 *
 * @param file name of the file
 * @param kind of the file; empty where it could not be read
 * @param error the largest error; NaN where nothing could be compared
 * @param tolerance the largest error that is allowed; NaN where nothing could be compared
 * @param problem why the file does not hold; empty where it does
 */
record GoldenResult(
    String file, String kind, double error, double tolerance, Optional<String> problem) {

  static GoldenResult compared(String file, String kind, LargestError errors) {
    Optional<String> problem =
        errors.error() <= errors.tolerance()
            ? Optional.empty()
            : Optional.of(errors.where() + " differs");
    return new GoldenResult(file, kind, errors.error(), errors.tolerance(), problem);
  }

  static GoldenResult failed(String file, String kind, String problem) {
    return new GoldenResult(file, kind, Double.NaN, Double.NaN, Optional.of(problem));
  }

  boolean passed() {
    return problem.isEmpty();
  }
}
