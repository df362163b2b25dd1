package org.smilestream.job.cluster;

import java.net.URI;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The arguments that say which Flink cluster is meant: a local one, or any. */
final class TargetArguments {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--target",
      paramLabel = "URL",
      description =
          "REST API of a Flink cluster, such as http://127.0.0.1:8081. Default: the local cluster of --folder.")
  private String target;

  @Mixin private FolderArgument folder;

  /** The REST API that is meant. */
  URI uri() {
    if (target == null) {
      return LocalCluster.open(folder.folder).restUri();
    }
    try {
      URI uri = URI.create(target);
      if ("http".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getPort() > 0
          && uri.getPath().matches("/?")) {
        return URI.create("http://" + uri.getAuthority());
      }
    } catch (IllegalArgumentException e) {
      // Not a URL: the sentence below says what is.
    }
    throw new ParameterException(
        spec.commandLine(),
        "option '--target' cannot be '" + target + "': it must be like http://127.0.0.1:8081");
  }
}
