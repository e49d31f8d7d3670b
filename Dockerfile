# The server on a CPU, with the ear for people inside: docker compose up, or
#   docker build -t evoxtral . && docker run -p 127.0.0.1:8000:8000 -v evoxtral:/data evoxtral
FROM python:3.13-slim

RUN useradd --create-home --uid 1000 evoxtral && install -d -o evoxtral -g evoxtral /data
WORKDIR /app
COPY settings.ini setup.py README.md LICENSE ./
COPY evoxtral ./evoxtral
# torch without CUDA comes from its own index, so that it isn't 5 GB
RUN pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu torch \
 && pip install --no-cache-dir '.[data,serve,speakers,people]' 'psycopg[binary]>=3.2'

USER evoxtral
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=120s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health')"]
CMD ["evoxtral", "serve", "--host", "0.0.0.0", "--port", "8000", "--allow-host", "evoxtral"]
