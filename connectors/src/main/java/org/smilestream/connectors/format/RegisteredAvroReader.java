package org.smilestream.connectors.format;

import static org.smilestream.data.DeadLetter.MALFORMED;
import static org.smilestream.data.DeadLetter.NO_SCHEMA;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.smilestream.connectors.registry.NoSchemaException;
import org.smilestream.connectors.registry.SchemaRegistry;
import org.smilestream.connectors.registry.SchemaRegistryException;

/**
 * Reads records that name their schemas in a registry. Each schema is asked for once; an id without
 * one is dead for a while, since a producer may register it yet.
 */
final class RegisteredAvroReader implements TreeReader {
  private static final long DEAD_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MAX_DEAD = 1000;

  private final SchemaRegistry registry;
  private final Map<Integer, AvroTree> trees = new HashMap<>();

  /** The eldest first. */
  private final LinkedHashMap<Integer, Dead> dead = new LinkedHashMap<>();

  private record Dead(BadRowException reason, long since) {}

  RegisteredAvroReader(SchemaRegistry registry) {
    this.registry = registry;
  }

  /**
   * @throws SchemaRegistryException if the registry does not say whether it has the schema
   */
  @Override
  public JsonNode read(byte[] record) throws BadRowException {
    RowParser.requireContent(record);
    if (!AvroHead.isRegistered(record)) {
      throw new BadRowException(
          MALFORMED, "the record does not begin with a byte of 0 and the id of its schema");
    }
    return tree(AvroHead.id(record)).read(record, AvroHead.REGISTERED_BYTES);
  }

  private AvroTree tree(int id) throws BadRowException {
    AvroTree known = trees.get(id);
    if (known != null) {
      return known;
    }
    requireNotDead(id);
    try {
      AvroTree tree = new AvroTree(AvroSchemas.parse(registry.schema(id)));
      trees.put(id, tree);
      return tree;
    } catch (NoSchemaException e) {
      throw dead(id, e.getMessage());
    } catch (AvroRuntimeException e) {
      throw dead(
          id, "schema " + id + " of the registry is no Avro schema: " + AvroSchemas.oneLine(e));
    }
  }

  private void requireNotDead(int id) throws BadRowException {
    Dead known = dead.get(id);
    if (known != null && System.nanoTime() - known.since() < DEAD_NANOS) {
      throw known.reason();
    }
    dead.remove(id);
  }

  private BadRowException dead(int id, String why) {
    BadRowException reason = new BadRowException(NO_SCHEMA, why);
    if (dead.size() == MAX_DEAD) {
      dead.remove(dead.keySet().iterator().next());
    }
    dead.put(id, new Dead(reason, System.nanoTime()));
    return reason;
  }
}
