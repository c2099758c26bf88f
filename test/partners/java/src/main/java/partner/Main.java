package partner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** For the test: says of each message what it is, of a file with one a line or of a topic; or does with one what a recipe says. */
public final class Main {
  public static void main(String[] args) throws Exception {
    Signatures signatures = new Signatures(JWKSet.load(new File(args[1])));
    switch (args[0]) {
      case "file" -> {
        Place place = new Place(0);
        for (String wire : Files.readAllLines(Path.of(args[2]))) say(signatures, place, wire);
      }
      case "topic" -> {
        Properties connection = new Properties();
        connection.put("bootstrap.servers", args[2]);
        Place place = new Place(0);
        int[] left = {Integer.parseInt(args[4])};
        Topic.read(connection, args[3], () -> left[0] > 0, wire -> {
          say(signatures, place, wire);
          left[0]--;
        });
      }
      case "hub" -> {
        Hub hub = new Hub(URI.create(args[2]));
        ObjectNode message = signatures.verified(Files.readString(Path.of(args[3])));
        System.out.println(hub.contentOf(message, args[4], args[5]).orElse("NOTHING"));
      }
      case "acknowledge" -> {
        ObjectNode recall = signatures.verified(Files.readString(Path.of(args[3])));
        new Hub(URI.create(args[2])).acknowledge(recall, args[4]);
        System.out.println("ACKNOWLEDGED");
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void say(Signatures signatures, Place place, String wire) {
    try {
      ObjectNode message = signatures.verified(wire);
      Place.Is is = place.of(message);
      if (is == Place.Is.NEXT) place.dealtWith(message);
      System.out.println(is + " " + message.path("type").textValue());
    } catch (Exception refused) {
      System.out.println("REFUSED " + refused.getClass().getSimpleName());
    }
  }
}
