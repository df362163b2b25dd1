package org.smilestream.job.cluster;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The argument that says which local cluster is meant. */
final class FolderArgument {
  @Option(
      names = "--folder",
      paramLabel = "DIR",
      defaultValue = ".smilestream-cluster",
      description =
          "Where the cluster keeps all that it writes. Default: ${DEFAULT-VALUE}, in the working directory.")
  Path folder;
}
