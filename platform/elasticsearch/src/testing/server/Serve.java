import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;

/** Runs the node of Elasticsearch with the configuration in ES_PATH_CONF and the settings that are given as -Ename=value. */
public final class Serve {
  public static void main(String[] arguments) throws Exception {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.substring("-E".length()).split("=", 2);
      given.put(parts[0], parts[1]);
    }
    Settings home = Settings.builder().put("path.home", System.getProperty("es.path.home")).build();
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(home, given, Path.of(System.getenv("ES_PATH_CONF")), () -> "test");
    LogConfigurator.registerErrorListener();
    LogConfigurator.configure(environment, true);
    Node node = new Node(environment);
    node.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
    Thread.currentThread().join();
  }

  private static void close(Node node) {
    try {
      node.close();
      node.awaitClose(30, TimeUnit.SECONDS);
    } catch (Exception error) {
      error.printStackTrace();
    }
  }
}
