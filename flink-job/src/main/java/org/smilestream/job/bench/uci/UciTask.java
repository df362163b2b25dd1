package org.smilestream.job.bench.uci;

import java.nio.file.Path;
import org.smilestream.job.options.EnumNames;

/** A data set of the paper's regression benchmark, with the result that the paper gives for it. */
enum UciTask {
  AIRFOIL(0.28),
  ENERGY(2.018),
  BIKESHARING(0.132);

  private final double publishedLppd;

  UciTask(double publishedLppd) {
    this.publishedLppd = publishedLppd;
  }

  /** LPPD on the test rows, mean over three splits (Sommer et al., ICML 2026). */
  double publishedLppd() {
    return publishedLppd;
  }

  /** The name by which the task is chosen and its files are found. */
  String id() {
    return EnumNames.name(this);
  }

  /** {@code DIR/airfoil/airfoil.data}. */
  Path dataFile(Path folder) {
    return folder.resolve(id()).resolve(id() + ".data");
  }

  /** {@code DIR/airfoil-1.json}. */
  Path splitFile(Path folder, long seed) {
    return folder.resolve(id() + "-" + seed + ".json");
  }
}
